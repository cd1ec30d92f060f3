import { randomUUID } from 'node:crypto';
import type { NewTokens } from '../auth-manager.js';
import type { Issuer } from '../issuer.js';
import { signInByDevice } from './device.js';
import type { LoginOutcome } from './login.js';

export interface DeviceLoginOptions {
  readonly issuer: Issuer;
  /** Names proxies and certificate authorities. */
  readonly env: NodeJS.ProcessEnv;
  /** Stores what the issuer has given. Throws `AppError`. */
  readonly keep: (tokens: NewTokens) => void;
}

/** A sign-in with a code that is typed in on another device, for a client that shows it. */
export class DeviceLogin {
  readonly id = randomUUID();
  readonly #options: DeviceLoginOptions;
  readonly #over = new AbortController();

  constructor(options: DeviceLoginOptions) {
    this.#options = options;
  }

  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** Gives the page and the code; `ended` never rejects. Rejects with a message for the user when the issuer gives no code. */
  start(): Promise<{ page: string; code: string; ended: Promise<LoginOutcome> }> {
    const { issuer, env, keep } = this.#options;
    return new Promise((resolve, reject) => {
      const signedIn = signInByDevice(issuer, { env, signal: this.#over.signal }, ({ page, code }) => {
        resolve({ page, code, ended });
      });
      const ended = signedIn.then(keep).then(
        (): LoginOutcome => ({ success: true }),
        (e: Error): LoginOutcome => ({ success: false, error: this.isOver ? 'Login was not completed' : e.message }),
      );
      // Without a code there is nothing to wait for.
      signedIn.catch(reject);
      void ended.then(() => this.#over.abort());
    });
  }

  cancel(): void {
    this.#over.abort();
  }

  /** It has no port. */
  release(): void {
    this.cancel();
  }
}

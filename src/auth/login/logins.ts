import { AppError } from '../../../protocol/errors.js';
import type { AuthSettings } from '../../domain/auth-settings.js';
import { lateModule } from '../../os/late-import.js';
import type { AuthManager } from '../auth-manager.js';
import { issuerFrom } from '../issuer.js';
import type { DeviceLogin } from './device-login.js';
import { Login, type LoginOutcome } from './login.js';

const loadDeviceLogin = lateModule(() => import('./device-login.js'));

/** Milliseconds that the user has to sign in (C16). */
const TIME_MS = 10 * 60_000;

export interface LoginsOptions {
  readonly auth: AuthManager;
  readonly settings: () => AuthSettings;
  readonly originator: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeMs?: number | undefined;
}

export interface PendingLogin {
  readonly id: string;
  /** The page to open in a browser. */
  readonly url: string;
  readonly ended: Promise<LoginOutcome>;
}

export interface PendingCode {
  readonly id: string;
  /** The page on which the code is typed in, on any device. */
  readonly page: string;
  readonly code: string;
  readonly ended: Promise<LoginOutcome>;
}

/** The sign-in that waits for a browser or another device: one for each process, and a new one takes its place. */
export class Logins {
  readonly #options: LoginsOptions;
  /** It is kept after its end too, because it may still have its port. */
  #latest: Login | DeviceLogin | undefined;

  constructor(options: LoginsOptions) {
    this.#options = options;
    options.auth.pendingSignIn = { cancel: () => this.#latest?.cancel() };
  }

  /** Throws `AppError` `login_failed` or `login_not_allowed`. */
  async begin(): Promise<PendingLogin> {
    const { auth, settings, originator, env, timeMs = TIME_MS } = this.#options;
    auth.assertAllowed('chatgpt');
    const { ports, forcedWorkspaces } = settings();
    const login = new Login({
      issuer: this.#issuer(),
      ports,
      originator,
      env,
      // The page of the issuer takes one. With more, the account is compared after the sign-in.
      workspace: forcedWorkspaces?.length === 1 ? forcedWorkspaces[0] : undefined,
      timeMs,
      keep: (tokens) => auth.signInWithTokens(tokens),
    });
    this.close();
    this.#latest = login;
    return { id: login.id, url: await login.start(), ended: login.ended };
  }

  /** The same with a code that is typed in on another device. */
  async beginWithCode(): Promise<PendingCode> {
    const { auth, env } = this.#options;
    auth.assertAllowed('chatgpt');
    const issuer = this.#issuer();
    const { DeviceLogin } = await loadDeviceLogin();
    const login = new DeviceLogin({ issuer, env, keep: (tokens) => auth.signInWithTokens(tokens) });
    this.close();
    this.#latest = login;
    try {
      return { id: login.id, ...(await login.start()) };
    } catch (e) {
      login.cancel();
      const { message: reason } = e as Error;
      throw new AppError('login_failed', `failed to request device code: ${reason}`, { reason });
    }
  }

  /** Throws `AppError` `login_not_found`. */
  cancel(id: string): void {
    const login = this.#latest;
    if (login?.id !== id || login.isOver) throw new AppError('login_not_found', `login id not found: ${id}`, { id });
    login.cancel();
  }

  /** Ends the one that waits, and frees its port. */
  close(): void {
    this.#latest?.cancel();
    this.#latest?.release();
  }

  #issuer() {
    try {
      return issuerFrom(this.#options.settings());
    } catch (e) {
      const { message: reason } = e as Error;
      throw new AppError('login_failed', `failed to start login server: ${reason}`, { reason });
    }
  }
}

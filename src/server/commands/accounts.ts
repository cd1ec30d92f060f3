import { AuthManager } from '../../auth/auth-manager.js';
import { issuerFrom } from '../../auth/issuer.js';
import type { DeviceSignIn } from '../../auth/login/device-grant.js';
import { Logins } from '../../auth/login/logins.js';
import { Identity } from '../identity.js';
import { commandSettings } from './settings.js';

/** The accounts, for `login` and `logout`. */
export class CommandAccounts {
  readonly manager: AuthManager;
  /** Sign-ins in the browser. */
  readonly logins: Logins;
  /** `OPENAI_API_KEY`. */
  readonly environmentKey: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #settings: ReturnType<typeof commandSettings>['settings'];

  /** `overrides` are those of `-c`. Throws `ConfigError`. */
  constructor(overrides: readonly string[]) {
    const { home, env, settings, log } = commandSettings(overrides);
    const identity = new Identity(env);
    const auth = () => settings.auth();
    this.manager = new AuthManager({ home, env, settings: auth, identity, log });
    this.logins = new Logins({ auth: this.manager, settings: auth, originator: identity.originator, env });
    this.environmentKey = env.OPENAI_API_KEY ?? '';
    this.#env = env;
    this.#settings = settings;
  }

  /** Whether the configuration allows keys only. */
  get alwaysKey(): boolean {
    return this.#settings.auth().alwaysKey;
  }

  /** Whether a sign-in ends with this process. */
  get isEphemeral(): boolean {
    return this.#settings.auth().storage === 'ephemeral';
  }

  /** Signs in with a code that the user types in on another device. `show` gets the page and the code. */
  async signInByDevice(show: (shown: DeviceSignIn) => void): Promise<void> {
    this.manager.assertAllowed('chatgpt');
    const { signInByDevice } = await import('../../auth/login/device.js');
    this.manager.signInWithTokens(await signInByDevice(issuerFrom(this.#settings.auth()), { env: this.#env }, show));
  }
}

import type { BackOff, CoreLog } from '../../core/ports/index.js';

/** What a request may carry to authenticate itself. */
export interface Credentials {
  readonly token: string;
  /** Set for ChatGPT accounts. */
  readonly accountId?: string | undefined;
  readonly chatgpt: boolean;
  /** The plan of a ChatGPT account, as its token says. */
  readonly plan?: string | undefined;
  /** Names whose they are. */
  readonly account?: string | undefined;
}

/** The stored OpenAI credentials; used only where the provider requires them. */
export interface CredentialSource {
  /**
   * Renewed first when they are about to expire; undefined when the user is not signed in. Throws `ModelError`, also when they are no longer those of
   * `account`, for which the request was made.
   */
  current(account?: string): Promise<Credentials | undefined>;
  /** The provider has refused these (401). Gives others: renewed ones, or those of a later sign-in; undefined when there are none. */
  afterRefusal(refused: Credentials): Promise<Credentials | undefined>;
}

/** What the wires to models need of the rest of the server. */
export interface WireContext {
  readonly env: NodeJS.ProcessEnv;
  readonly credentials: CredentialSource;
  readonly backOff: BackOff;
  readonly userAgent: () => string;
  readonly originator: string;
  readonly version: string;
  readonly log: Pick<CoreLog, 'debug'>;
}

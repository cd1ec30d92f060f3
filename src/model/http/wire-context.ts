import type { BackOff, CoreLog } from '../../core/ports/index.js';

/** The credentials of a request. */
export interface Credentials {
  readonly token: string;
  /** Set for ChatGPT accounts. */
  readonly accountId?: string | undefined;
  readonly chatgpt: boolean;
  /** The plan of a ChatGPT account, from its token. */
  readonly plan?: string | undefined;
  /** Identifies the owner of the credentials. */
  readonly account?: string | undefined;
}

/** The stored OpenAI credentials; used only where the provider requires them. */
export interface CredentialSource {
  /**
   * Renewed first when they are about to expire; undefined when the user is not signed in. Throws `ModelError`, also when they no longer belong to
   * `account`, for which the request was made.
   */
  current(account?: string): Promise<Credentials | undefined>;
  /** Called after the provider has refused these (401). Returns other ones: renewed, or from a later sign-in; undefined when there are none. */
  afterRefusal(refused: Credentials): Promise<Credentials | undefined>;
}

/** What the code for the model APIs needs from the rest of the server. */
export interface WireContext {
  readonly env: NodeJS.ProcessEnv;
  readonly credentials: CredentialSource;
  readonly backOff: BackOff;
  readonly userAgent: () => string;
  readonly originator: string;
  readonly version: string;
  readonly log: Pick<CoreLog, 'debug'>;
}

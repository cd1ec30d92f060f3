/** What the configuration says of accounts. */
export interface AuthSettings {
  readonly storage: 'file' | 'keyring' | 'auto' | 'ephemeral';
  readonly preferred?: 'apikey' | 'chatgpt' | undefined;
  /** Only keys are used, also the key in the environment, and no account. */
  readonly alwaysKey: boolean;
  /** The only way to sign in that is allowed. */
  readonly forced?: 'apikey' | 'chatgpt' | undefined;
  /** The only ChatGPT workspaces whose accounts count; undefined: all. */
  readonly forcedWorkspaces?: readonly string[] | undefined;
  readonly issuer: string;
  readonly clientId: string;
  /** Ports of this machine to which the issuer may send a browser back, in the order in which they are tried. */
  readonly ports: readonly number[];
}

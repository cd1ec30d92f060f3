/** When an approval is needed before something happens. */
export type ApprovalPolicy = 'untrusted' | 'on-failure' | 'on-request' | 'never';

/** What commands may write, and whether they reach the network. */
export type SandboxPolicy =
  | { mode: 'danger-full-access' }
  | { mode: 'read-only' }
  | {
      mode: 'workspace-write';
      /** Folders beside the working directory that may be written. */
      writable_roots?: string[] | undefined;
      network_access: boolean;
      /** Keeps the folder that TMPDIR names read-only. */
      exclude_tmpdir_env_var: boolean;
      exclude_slash_tmp: boolean;
    };

/** `minimal`, `low`, `medium`, `high`, or another word that the model knows (C290). */
export type ReasoningEffort = string;
export type ReasoningSummary = 'auto' | 'concise' | 'detailed' | 'none';
export type Verbosity = 'low' | 'medium' | 'high';

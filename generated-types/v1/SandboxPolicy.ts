// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What commands may write and whether they reach the network. */
export type SandboxPolicy = {
  mode: "danger-full-access";
} | {
  mode: "read-only";
} | {
  mode: "workspace-write";
  /** Folders that may be written, besides the working directory. */
  writable_roots?: string[] | undefined;
  /** Whether commands reach the network. */
  network_access: boolean;
  /** Keeps the folder named by TMPDIR read-only. */
  exclude_tmpdir_env_var: boolean;
  /** Keeps /tmp read-only. */
  exclude_slash_tmp: boolean;
};

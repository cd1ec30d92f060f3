// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Settings of the sandbox policy `workspace-write`. */
export type SandboxWorkspaceWrite = {
  writable_roots: string[];
  network_access: boolean;
  exclude_tmpdir_env_var: boolean;
  exclude_slash_tmp: boolean;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What `workspace-write` allows. */
export type SandboxSettings = {
  writableRoots: string[];
  networkAccess?: boolean | undefined;
  excludeTmpdirEnvVar?: boolean | undefined;
  excludeSlashTmp?: boolean | undefined;
};

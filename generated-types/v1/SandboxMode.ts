// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What commands may write. */
export type SandboxMode = "read-only" | "workspace-write" | "danger-full-access";

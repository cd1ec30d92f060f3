// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The name of a sandbox policy, for clients that do not need its details. */
export type SandboxMode = "read-only" | "workspace-write" | "danger-full-access";

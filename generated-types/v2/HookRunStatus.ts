// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The state of a run of a hook. */
export type HookRunStatus = "running" | "completed" | "failed" | "blocked" | "stopped";

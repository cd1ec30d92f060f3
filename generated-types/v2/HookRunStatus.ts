// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How far a run of a hook got. */
export type HookRunStatus = "running" | "completed" | "failed" | "blocked" | "stopped";

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether the turn waits for a hook. */
export type HookExecutionMode = "sync" | "async";

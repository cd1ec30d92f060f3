// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether a hook runs for a turn or for a thread. */
export type HookScope = "thread" | "turn";

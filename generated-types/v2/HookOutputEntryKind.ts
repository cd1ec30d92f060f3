// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What a hook said. */
export type HookOutputEntryKind = "warning" | "stop" | "feedback" | "context" | "error";

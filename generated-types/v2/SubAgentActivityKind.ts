// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What happened to an agent. */
export type SubAgentActivityKind = "started" | "interacted" | "interrupted" | "completed";

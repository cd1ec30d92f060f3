// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The deltas that follow belong to another passage of the summary. */
export type AgentReasoningSectionBreakEvent = Record<string, never>;

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The next piece of that summary. */
export type AgentReasoningDeltaEvent = {
  delta: string;
};

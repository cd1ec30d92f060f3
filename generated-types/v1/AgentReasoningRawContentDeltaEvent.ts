// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The next piece of the thinking itself. */
export type AgentReasoningRawContentDeltaEvent = {
  delta: string;
};

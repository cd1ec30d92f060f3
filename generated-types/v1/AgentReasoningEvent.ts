// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A finished passage of the summary of its thinking. */
export type AgentReasoningEvent = {
  text: string;
};

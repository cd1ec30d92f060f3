// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A finished passage of the reasoning itself; only when the configuration enables it. */
export type AgentReasoningRawContentEvent = {
  text: string;
};

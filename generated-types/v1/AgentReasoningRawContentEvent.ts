// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A finished passage of the thinking itself; only when the configuration asks for it. */
export type AgentReasoningRawContentEvent = {
  text: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The next piece of a message of the agent. */
export type AgentMessageDeltaEvent = {
  delta: string;
};

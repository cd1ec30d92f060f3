// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A finished message of the agent. */
export type AgentMessageEvent = {
  message: string;
};

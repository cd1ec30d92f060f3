// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How a message was delivered. Always null here. */
export type AgentMessageDelivery = "async";

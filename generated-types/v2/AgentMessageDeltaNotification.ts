// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `item/agentMessage/delta`. */
export type AgentMessageDeltaNotification = {
  threadId: string;
  turnId: string;
  itemId: string;
  delta: string;
};

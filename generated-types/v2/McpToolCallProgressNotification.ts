// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `item/mcpToolCall/progress`. */
export type McpToolCallProgressNotification = {
  threadId: string;
  turnId: string;
  itemId: string;
  message: string;
};

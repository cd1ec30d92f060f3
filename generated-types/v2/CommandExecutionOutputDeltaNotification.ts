// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `item/commandExecution/outputDelta`. */
export type CommandExecutionOutputDeltaNotification = {
  threadId: string;
  turnId: string;
  itemId: string;
  delta: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `item/commandExecution/terminalInteraction`. */
export type TerminalInteractionNotification = {
  threadId: string;
  turnId: string;
  itemId: string;
  processId: string;
  stdin: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Which long outputs are left out of a page. */
export type ThreadItemOutputDeferral = {
  commandExecution?: boolean | null | undefined;
  mcpToolCall?: boolean | null | undefined;
};

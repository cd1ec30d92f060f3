// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `item/fileChange/requestApproval`. */
export type FileChangeRequestApprovalParams = {
  threadId: string;
  turnId: string;
  itemId: string;
  startedAtMs: number;
  reason: string | null;
  grantRoot: string | null;
};

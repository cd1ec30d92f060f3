// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The user is asked whether a command may run. */
export type ExecApprovalRequestEvent = {
  /** The same in every event and approval of this call. */
  call_id: string;
  command: string[];
  cwd: string;
  /** The reason of the model, or the reason for a second approval. */
  reason?: string | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** An approval of a command is requested. */
export type ExecApprovalRequestEvent = {
  /** The same in every event and approval of this call. */
  call_id: string;
  command: string[];
  cwd: string;
  /** The reason of the model, or the reason for a second approval. */
  reason?: string | undefined;
};

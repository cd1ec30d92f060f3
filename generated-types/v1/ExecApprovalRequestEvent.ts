// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A person is asked whether a command may run. */
export type ExecApprovalRequestEvent = {
  /** The same in every event and approval of this call. */
  call_id: string;
  command: string[];
  cwd: string;
  /** Why the model asks, or why it is asked again. */
  reason?: string | undefined;
};

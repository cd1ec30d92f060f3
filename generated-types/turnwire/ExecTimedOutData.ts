// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The command was ended at its time limit. */
export type ExecTimedOutData = {
  code: "exec_timed_out";
  timeoutMs: number;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The command was ended because its time was up. */
export type ExecTimedOutData = {
  code: "exec_timed_out";
  timeoutMs: number;
};

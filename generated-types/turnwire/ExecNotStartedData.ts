// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The program or the working directory is missing, or may not be used. */
export type ExecNotStartedData = {
  code: "exec_not_started";
  reason: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The command was ended by a signal. */
export type ExecKilledData = {
  code: "exec_killed";
  signal: string;
};

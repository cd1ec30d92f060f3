// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The command has no words. */
export type ExecEmptyData = {
  code: "exec_empty";
};

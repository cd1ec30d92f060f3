// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The command is empty. */
export type ExecEmptyData = {
  code: "exec_empty";
};

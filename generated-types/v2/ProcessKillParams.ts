// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `process/kill`. */
export type ProcessKillParams = {
  processHandle: string;
};

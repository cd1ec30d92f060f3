// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The server is ending. */
export type ShuttingDownData = {
  code: "shutting_down";
};

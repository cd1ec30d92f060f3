// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The line is longer than the server reads. */
export type MessageTooLargeData = {
  code: "message_too_large";
  limitBytes: number;
};

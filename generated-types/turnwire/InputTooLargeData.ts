// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The input has more characters than a turn accepts. */
export type InputTooLargeData = {
  code: "input_too_large";
  /** In characters, as is `actual`. */
  limit: number;
  actual: number;
};

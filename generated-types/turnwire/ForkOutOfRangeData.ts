// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The conversation has fewer user messages than the request names. */
export type ForkOutOfRangeData = {
  code: "fork_out_of_range";
  nthUserMessage: number;
  /** How many user messages there are. */
  count: number;
};

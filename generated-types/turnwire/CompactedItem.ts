// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The history so far was replaced by this summary. */
export type CompactedItem = {
  message: string;
};

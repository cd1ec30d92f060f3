// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A passage of the summary of what the model thought. */
export type ReasoningSummaryPart = {
  type: "summary_text";
  text: string;
};

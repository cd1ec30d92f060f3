// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A passage of the summary of the model's reasoning. */
export type ReasoningSummaryPart = {
  type: "summary_text";
  text: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The conversation is too long for the model. */
export type ContextFullData = {
  code: "context_full";
  /** As far as they are known. */
  tokens: number;
  /** 0 when the window of the model is not known. */
  limit: number;
};

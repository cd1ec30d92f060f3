// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The conversation no longer fits the model. */
export type ContextFullData = {
  code: "context_full";
  tokens: number;
  limit: number;
};

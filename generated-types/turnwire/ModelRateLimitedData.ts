// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A limit of the account at the model is used up. */
export type ModelRateLimitedData = {
  code: "model_rate_limited";
  provider: string;
  reason: string;
  resetsInSeconds?: number | undefined;
  status?: number | undefined;
};

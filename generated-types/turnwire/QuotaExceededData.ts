// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The account at the model has no credit left, or its plan does not include the model. */
export type QuotaExceededData = {
  code: "quota_exceeded";
  provider: string;
  reason: string;
};

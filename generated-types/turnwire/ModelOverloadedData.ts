// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The model has no capacity left at the moment; another one may have. */
export type ModelOverloadedData = {
  code: "model_overloaded";
  provider: string;
  reason: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The provider does not have the model, or does not offer it to this account. */
export type ModelNotFoundData = {
  code: "model_not_found";
  provider: string;
  reason: string;
};

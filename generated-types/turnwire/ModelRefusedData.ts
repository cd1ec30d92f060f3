// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The model refused the request. */
export type ModelRefusedData = {
  code: "model_refused";
  provider: string;
  reason: string;
  status: number;
};

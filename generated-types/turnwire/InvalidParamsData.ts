// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Each of the params has the right type, but not all can be used, or not together. */
export type InvalidParamsData = {
  code: "invalid_params";
  reason: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Each of the params has the right type, but some cannot be used, or cannot be used together. */
export type InvalidParamsData = {
  code: "invalid_params";
  reason: string;
};

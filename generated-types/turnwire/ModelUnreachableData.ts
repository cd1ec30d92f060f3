// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The model did not answer, or every answer broke off. */
export type ModelUnreachableData = {
  code: "model_unreachable";
  provider: string;
  reason: string;
  status?: number | undefined;
};

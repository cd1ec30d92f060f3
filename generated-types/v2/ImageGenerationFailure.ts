// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Why no image was made. */
export type ImageGenerationFailure = {
  type: "usageLimitExceeded";
  limitId: string;
  resetsAt: number | null;
};

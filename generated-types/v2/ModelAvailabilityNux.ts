// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A text that tells the user about a model. */
export type ModelAvailabilityNux = {
  message: string;
};

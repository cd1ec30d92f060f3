// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A text for the user about a model. */
export type ModelAvailabilityNux = {
  message: string;
};

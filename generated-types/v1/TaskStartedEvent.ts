// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A turn has begun. */
export type TaskStartedEvent = {
  /** Tokens that fit; null when the model is not known. */
  model_context_window: number | null;
};

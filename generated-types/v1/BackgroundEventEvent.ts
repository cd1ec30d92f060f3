// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A note for the user about what is happening. */
export type BackgroundEventEvent = {
  message: string;
};

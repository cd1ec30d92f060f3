// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The stream of the model broke and is tried again. */
export type StreamErrorEvent = {
  message: string;
};

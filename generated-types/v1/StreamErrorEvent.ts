// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The stream of the model broke off, and the request is sent again. */
export type StreamErrorEvent = {
  message: string;
};

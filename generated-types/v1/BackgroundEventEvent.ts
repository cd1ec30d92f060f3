// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A remark on what goes on, for people. */
export type BackgroundEventEvent = {
  message: string;
};

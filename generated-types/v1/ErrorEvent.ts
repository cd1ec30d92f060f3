// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Something failed; a turn that it belongs to ends. */
export type ErrorEvent = {
  message: string;
};

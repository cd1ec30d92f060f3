// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Something failed. If it belongs to a turn, the turn ends. */
export type ErrorEvent = {
  message: string;
};

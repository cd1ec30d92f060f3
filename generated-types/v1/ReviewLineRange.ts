// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Lines of a file, both ends included. */
export type ReviewLineRange = {
  start: number;
  end: number;
};

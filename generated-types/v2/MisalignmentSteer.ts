// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Text that the service sent instead of an answer. */
export type MisalignmentSteer = {
  message: string;
};

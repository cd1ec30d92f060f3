// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A span of time: whole seconds and the nanoseconds beyond them. */
export type Duration = {
  secs: number;
  nanos: number;
};

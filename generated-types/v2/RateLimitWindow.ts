// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How much of a limit is used, and when it starts again. */
export type RateLimitWindow = {
  usedPercent: number;
  windowDurationMins: number | null;
  resetsAt: number | null;
};

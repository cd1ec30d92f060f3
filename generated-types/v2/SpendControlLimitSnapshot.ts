// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A limit that the workspace sets. */
export type SpendControlLimitSnapshot = {
  limit: string;
  used: string;
  remainingPercent: number;
  resetsAt: number;
};

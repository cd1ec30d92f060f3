// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How much of a limit of the provider is used. */
export type RateLimitWindow = {
  /** 0 to 100. */
  used_percent: number;
  window_minutes: number | null;
  resets_in_seconds: number | null;
};

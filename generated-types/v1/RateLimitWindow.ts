// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How far a limit of the provider is used up. */
export type RateLimitWindow = {
  /** 0 to 100. */
  used_percent: number;
  window_minutes: number | null;
  resets_in_seconds: number | null;
};

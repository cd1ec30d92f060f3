// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What a reset credit resets. */
export type RateLimitResetType = "codexRateLimits" | "unknown";

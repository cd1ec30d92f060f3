// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether a reset credit can be used. */
export type RateLimitResetCreditStatus = "available" | "redeeming" | "redeemed" | "unknown";

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { RateLimitSnapshot } from './RateLimitSnapshot.js';

/** Params of `account/rateLimits/updated`. */
export type AccountRateLimitsUpdatedNotification = {
  rateLimits: RateLimitSnapshot;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';
import type { RateLimitResetCreditsSummary } from './RateLimitResetCreditsSummary.js';
import type { RateLimitSnapshot } from './RateLimitSnapshot.js';

/** Result of `account/rateLimits/read`. */
export type GetAccountRateLimitsResponse = {
  ordinaryUsageAllowed: boolean | null;
  rateLimits: RateLimitSnapshot;
  rateLimitsByLimitId: {
    [key: string]: RateLimitSnapshot;
  } | null;
  rateLimitResetCredits: RateLimitResetCreditsSummary | null;
  accountId: string | null;
  rateLimitUpsell: JsonValue | null;
};

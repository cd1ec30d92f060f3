// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { RateLimitSnapshot } from './RateLimitSnapshot.js';
import type { TokenUsageInfo } from './TokenUsageInfo.js';

/** Tokens used so far and the limits of the provider. */
export type TokenCountEvent = {
  /** Null before the first answer of the model. */
  info: TokenUsageInfo | null;
  rate_limits: RateLimitSnapshot | null;
};

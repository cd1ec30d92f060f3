// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { RateLimitResetCredit } from './RateLimitResetCredit.js';

/** The reset credits of an account. */
export type RateLimitResetCreditsSummary = {
  availableCount: number;
  credits: RateLimitResetCredit[] | null;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { RateLimitResetCreditStatus } from './RateLimitResetCreditStatus.js';
import type { RateLimitResetType } from './RateLimitResetType.js';

/** A credit that resets a limit. */
export type RateLimitResetCredit = {
  id: string;
  resetType: RateLimitResetType;
  status: RateLimitResetCreditStatus;
  grantedAt: number;
  expiresAt: number | null;
  title: string | null;
  description: string | null;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CreditsSnapshot } from './CreditsSnapshot.js';
import type { PlanType } from './PlanType.js';
import type { RateLimitReachedType } from './RateLimitReachedType.js';
import type { RateLimitWindow } from './RateLimitWindow.js';
import type { SpendControlLimitSnapshot } from './SpendControlLimitSnapshot.js';

/** The limits of an account as last seen. */
export type RateLimitSnapshot = {
  limitId: string | null;
  limitName: string | null;
  normalModelSlug: string | null;
  primary: RateLimitWindow | null;
  secondary: RateLimitWindow | null;
  credits: CreditsSnapshot | null;
  individualLimit: SpendControlLimitSnapshot | null;
  spendControlReached: boolean | null;
  planType: PlanType | null;
  rateLimitReachedType: RateLimitReachedType | null;
};

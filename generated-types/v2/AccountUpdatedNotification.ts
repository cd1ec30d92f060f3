// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AccountUpdateReason } from './AccountUpdateReason.js';
import type { AuthMode } from './AuthMode.js';
import type { PlanType } from './PlanType.js';

/** Params of `account/updated`. */
export type AccountUpdatedNotification = {
  authMode: AuthMode | null;
  planType: PlanType | null;
  reason: AccountUpdateReason | null;
};

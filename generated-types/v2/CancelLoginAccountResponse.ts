// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CancelLoginAccountStatus } from './CancelLoginAccountStatus.js';

/** Result of `account/login/cancel`. */
export type CancelLoginAccountResponse = {
  status: CancelLoginAccountStatus;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AccountRoutingOverride } from './AccountRoutingOverride.js';

/** Where requests of an account go. Always null here. */
export type WorkspaceRouting = {
  chatgptAccountId: string;
  backendOrigin: string;
  accountRoutingOverride: AccountRoutingOverride;
};

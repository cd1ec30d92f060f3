// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Account } from './Account.js';
import type { WorkspaceRouting } from './WorkspaceRouting.js';

/** Result of `account/read`. */
export type GetAccountResponse = {
  account: Account | null;
  userId: string | null;
  requiresOpenaiAuth: boolean;
  workspaceRouting: WorkspaceRouting | null;
};

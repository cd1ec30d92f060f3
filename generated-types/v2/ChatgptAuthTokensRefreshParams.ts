// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ChatgptAuthTokensRefreshReason } from './ChatgptAuthTokensRefreshReason.js';

/** Params of `account/chatgptAuthTokens/refresh`. */
export type ChatgptAuthTokensRefreshParams = {
  reason: ChatgptAuthTokensRefreshReason;
  previousAccountId: string | null;
};

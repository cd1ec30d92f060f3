// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Why a new token is needed. */
export type ChatgptAuthTokensRefreshReason = "unauthorized";

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `account/logout`. */
export type LogoutAccountResponse = Record<string, never>;

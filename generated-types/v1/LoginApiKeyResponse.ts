// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `loginApiKey`. */
export type LoginApiKeyResponse = Record<string, never>;

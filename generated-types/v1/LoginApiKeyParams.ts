// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `loginApiKey`. */
export type LoginApiKeyParams = {
  apiKey: string;
};

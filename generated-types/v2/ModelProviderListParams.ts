// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `modelProvider/list`. */
export type ModelProviderListParams = Record<string, never>;

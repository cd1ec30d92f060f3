// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `modelProvider/capabilities/read`. */
export type ModelProviderCapabilitiesReadParams = Record<string, never>;

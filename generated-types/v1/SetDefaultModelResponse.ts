// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `setDefaultModel`. */
export type SetDefaultModelResponse = Record<string, never>;

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `modelProvider/default/set`. */
export type ModelProviderDefaultSetParams = {
  providerId: string;
};

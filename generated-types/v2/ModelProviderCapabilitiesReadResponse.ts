// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `modelProvider/capabilities/read`. */
export type ModelProviderCapabilitiesReadResponse = {
  imageGeneration: boolean;
  webSearch: boolean;
};

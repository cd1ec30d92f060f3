// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `experimentalFeature/enablement/set`. */
export type ExperimentalFeatureEnablementSetResponse = {
  enablement: {
    [key: string]: boolean;
  };
};

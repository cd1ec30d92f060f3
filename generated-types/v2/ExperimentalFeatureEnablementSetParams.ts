// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `experimentalFeature/enablement/set`. */
export type ExperimentalFeatureEnablementSetParams = {
  enablement: {
    [key: string]: boolean;
  };
};

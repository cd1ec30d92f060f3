// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `experimentalFeature/list`. */
export type ExperimentalFeatureListParams = {
  cursor?: string | null | undefined;
  limit?: number | null | undefined;
  threadId?: string | null | undefined;
};

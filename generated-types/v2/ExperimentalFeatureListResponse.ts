// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ExperimentalFeature } from './ExperimentalFeature.js';

/** Result of `experimentalFeature/list`. */
export type ExperimentalFeatureListResponse = {
  data: ExperimentalFeature[];
  nextCursor: string | null;
};

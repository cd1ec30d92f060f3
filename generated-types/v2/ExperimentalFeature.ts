// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ExperimentalFeatureStage } from './ExperimentalFeatureStage.js';

/** A feature that can be switched on and off. */
export type ExperimentalFeature = {
  name: string;
  stage: ExperimentalFeatureStage;
  displayName: string | null;
  description: string | null;
  announcement: string | null;
  enabled: boolean;
  defaultEnabled: boolean;
};

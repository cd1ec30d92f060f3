// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How finished a feature is. */
export type ExperimentalFeatureStage = "beta" | "underDevelopment" | "stable" | "deprecated" | "removed";

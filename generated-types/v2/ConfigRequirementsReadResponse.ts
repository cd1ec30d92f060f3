// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Result of `configRequirements/read`. */
export type ConfigRequirementsReadResponse = {
  supportsIndependentSpeedModes: boolean | null;
  requirements: JsonValue | null;
};

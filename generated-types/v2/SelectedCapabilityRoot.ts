// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CapabilityRootLocation } from './CapabilityRootLocation.js';

/** A folder of skills and plugins that a thread may use. */
export type SelectedCapabilityRoot = {
  id: string;
  location: CapabilityRootLocation;
};

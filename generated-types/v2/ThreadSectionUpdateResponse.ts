// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadSection } from './ThreadSection.js';

/** Result of `threadSection/update`. */
export type ThreadSectionUpdateResponse = {
  section: ThreadSection;
};

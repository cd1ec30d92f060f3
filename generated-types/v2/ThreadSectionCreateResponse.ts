// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadSection } from './ThreadSection.js';

/** Result of `threadSection/create`. */
export type ThreadSectionCreateResponse = {
  section: ThreadSection;
};

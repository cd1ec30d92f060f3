// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadSectionAppearance } from './ThreadSectionAppearance.js';

/** Params of `threadSection/update`. */
export type ThreadSectionUpdateParams = {
  sectionId: string;
  name: string;
  appearance?: ThreadSectionAppearance | null | undefined;
};

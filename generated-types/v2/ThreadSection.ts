// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadSectionAppearance } from './ThreadSectionAppearance.js';

/** A section that the user sorts threads into. */
export type ThreadSection = {
  id: string;
  name: string;
  appearance: ThreadSectionAppearance | null;
};

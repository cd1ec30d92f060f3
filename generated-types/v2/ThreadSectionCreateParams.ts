// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadSectionAppearance } from './ThreadSectionAppearance.js';

/** Params of `threadSection/create`. */
export type ThreadSectionCreateParams = {
  name: string;
  appearance?: ThreadSectionAppearance | null | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { HooksListEntry } from './HooksListEntry.js';

/** Result of `hooks/list`. */
export type HooksListResponse = {
  data: HooksListEntry[];
};

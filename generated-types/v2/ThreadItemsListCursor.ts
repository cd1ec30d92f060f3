// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ThreadItemsListAnchor } from './ThreadItemsListAnchor.js';

/** A place in the items of a thread. */
export type ThreadItemsListCursor = string | ThreadItemsListAnchor;

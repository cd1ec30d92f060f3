// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ResponseItem } from '../v1/ResponseItem.js';

/** The history so far was replaced by this summary. */
export type CompactedItem = {
  message: string;
  /** The new history. */
  replacement_history?: ResponseItem[] | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { MemoryCitationEntry } from './MemoryCitationEntry.js';

/** What a message took from memory. Always null here. */
export type MemoryCitation = {
  entries: MemoryCitationEntry[];
  threadIds: string[];
};

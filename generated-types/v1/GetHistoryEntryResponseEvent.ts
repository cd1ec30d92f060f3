// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { HistoryEntry } from './HistoryEntry.js';

/** A prompt from the history file. */
export type GetHistoryEntryResponseEvent = {
  offset: number;
  log_id: number;
  entry?: HistoryEntry | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { FsReadDirectoryEntry } from './FsReadDirectoryEntry.js';

/** Result of `fs/readDirectory`. */
export type FsReadDirectoryResponse = {
  entries: FsReadDirectoryEntry[];
};

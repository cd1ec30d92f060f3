// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** Result of `fs/watch`. */
export type FsWatchResponse = {
  path: AbsolutePathBuf;
};

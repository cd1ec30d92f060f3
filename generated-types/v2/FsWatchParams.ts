// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** Params of `fs/watch`. */
export type FsWatchParams = {
  watchId: string;
  path: AbsolutePathBuf;
};

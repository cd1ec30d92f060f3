// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** Params of `fs/changed`. */
export type FsChangedNotification = {
  watchId: string;
  changedPaths: AbsolutePathBuf[];
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** Params of `fs/readDirectory`. */
export type FsReadDirectoryParams = {
  path: AbsolutePathBuf;
};

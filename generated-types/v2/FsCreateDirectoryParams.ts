// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** Params of `fs/createDirectory`. */
export type FsCreateDirectoryParams = {
  path: AbsolutePathBuf;
  recursive?: boolean | null | undefined;
};

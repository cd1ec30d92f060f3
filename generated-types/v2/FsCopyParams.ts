// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** Params of `fs/copy`. */
export type FsCopyParams = {
  sourcePath: AbsolutePathBuf;
  destinationPath: AbsolutePathBuf;
  recursive?: boolean | null | undefined;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** Params of `fs/remove`. */
export type FsRemoveParams = {
  path: AbsolutePathBuf;
  recursive?: boolean | null | undefined;
  force?: boolean | null | undefined;
};

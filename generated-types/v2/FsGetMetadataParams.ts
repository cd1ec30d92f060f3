// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** Params of `fs/getMetadata`. */
export type FsGetMetadataParams = {
  path: AbsolutePathBuf;
};

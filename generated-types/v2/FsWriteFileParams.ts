// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** Params of `fs/writeFile`. */
export type FsWriteFileParams = {
  path: AbsolutePathBuf;
  dataBase64: string;
};

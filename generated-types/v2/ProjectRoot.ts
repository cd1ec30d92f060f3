// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** A folder of a project. */
export type ProjectRoot = {
  path: AbsolutePathBuf;
};

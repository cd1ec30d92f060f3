// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** Params of `skills/extraRoots/set`. */
export type SkillsExtraRootsSetParams = {
  extraRoots: AbsolutePathBuf[];
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** Params of `skills/config/write`. */
export type SkillsConfigWriteParams = {
  path?: AbsolutePathBuf | null | undefined;
  name?: string | null | undefined;
  enabled: boolean;
};

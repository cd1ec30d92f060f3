// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** How a client shows a skill. */
export type SkillInterface = {
  displayName?: string | undefined;
  shortDescription?: string | undefined;
  iconSmall?: AbsolutePathBuf | undefined;
  iconLarge?: AbsolutePathBuf | undefined;
  iconSmallUrl: string | null;
  iconLargeUrl: string | null;
  brandColor?: string | undefined;
  defaultPrompt?: string | undefined;
};

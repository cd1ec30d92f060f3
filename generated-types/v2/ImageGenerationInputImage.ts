// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** An image that another one was made from. */
export type ImageGenerationInputImage = {
  path: AbsolutePathBuf;
  sha256: string;
};

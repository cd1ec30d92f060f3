// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';
import type { ImageGenerationFailure } from './ImageGenerationFailure.js';
import type { ImageGenerationInputImage } from './ImageGenerationInputImage.js';

/** An image that the model service made; the result is in base64. */
export type ImageGenerationItem = {
  id: string;
  status: string;
  revisedPrompt: string | null;
  transparentBackground?: boolean | undefined;
  failure: ImageGenerationFailure | null;
  savedPath?: AbsolutePathBuf | undefined;
  inputImages?: ImageGenerationInputImage[] | undefined;
  generationId: string | null;
  result: string;
};

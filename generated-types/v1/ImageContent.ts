// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Annotations } from './Annotations.js';

/** A picture from a tool. */
export type ImageContent = {
  annotations?: Annotations | null | undefined;
  /** Base64. */
  data: string;
  mimeType: string;
  type: string;
};

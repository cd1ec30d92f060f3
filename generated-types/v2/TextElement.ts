// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ByteRange } from './ByteRange.js';

/** A part of the input that a client shows in its own way. */
export type TextElement = {
  byteRange: ByteRange;
  placeholder: string | null;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { TextPosition } from './TextPosition.js';

/** A part of a file. */
export type TextRange = {
  start: TextPosition;
  end: TextPosition;
};

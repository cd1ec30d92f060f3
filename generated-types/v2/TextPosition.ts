// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A place in a file; line and column count from 1. */
export type TextPosition = {
  line: number;
  column: number;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A part of a text, in bytes of its UTF-8 form; `end` is not part of it. */
export type ByteRange = {
  start: number;
  end: number;
};

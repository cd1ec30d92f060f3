// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A part of a text. */
export type ThreadSearchTextRange = {
  start: number;
  end: number;
};

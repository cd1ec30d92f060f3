// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Lines of a memory file. */
export type MemoryCitationEntry = {
  path: string;
  lineStart: number;
  lineEnd: number;
  note: string;
};

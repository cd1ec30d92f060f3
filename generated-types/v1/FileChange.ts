// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What a patch does to one file. */
export type FileChange = {
  add: {
    content: string;
  };
} | {
  delete: {
    /** The content that goes. */
    content: string;
  };
} | {
  update: {
    /** Hunks without file headers. */
    unified_diff: string;
    /** Where the file goes, if it moves. */
    move_path: string | null;
  };
};

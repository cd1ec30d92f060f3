// Generated from protocol/ by `npm run emit`: edit that, not this.
/** What a patch does to one file. */
export type FileChange = {
  add: {
    content: string;
  };
} | {
  delete: {
    /** The content that is removed. */
    content: string;
  };
} | {
  update: {
    /** Hunks without file headers. */
    unified_diff: string;
    /** The new path of the file, if it moves. */
    move_path: string | null;
  };
};

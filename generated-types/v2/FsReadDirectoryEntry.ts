// Generated from protocol/ by `npm run emit`: edit that, not this.
/** An entry of a folder; links are followed. */
export type FsReadDirectoryEntry = {
  fileName: string;
  isDirectory: boolean;
  isFile: boolean;
};

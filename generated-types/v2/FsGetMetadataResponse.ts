// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `fs/getMetadata`. */
export type FsGetMetadataResponse = {
  isDirectory: boolean;
  isFile: boolean;
  isSymlink: boolean;
  createdAtMs: number;
  modifiedAtMs: number;
};

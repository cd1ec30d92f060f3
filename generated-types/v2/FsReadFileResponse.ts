// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `fs/readFile`. */
export type FsReadFileResponse = {
  dataBase64: string;
};

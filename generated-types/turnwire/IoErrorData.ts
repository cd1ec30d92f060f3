// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The file system refused. */
export type IoErrorData = {
  code: "io_error";
  reason: string;
  path?: string | undefined;
};

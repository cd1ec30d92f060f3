// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `fs/unwatch`. */
export type FsUnwatchParams = {
  watchId: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Params of `gitDiffToRemote`. */
export type GitDiffToRemoteParams = {
  cwd: string;
};

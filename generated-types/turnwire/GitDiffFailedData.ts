// Generated from protocol/ by `npm run emit`: edit that, not this.
/** No difference to a remote can be told for this folder. */
export type GitDiffFailedData = {
  code: "git_diff_failed";
  cwd: string;
  reason: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The difference to a remote cannot be found for this folder. */
export type GitDiffFailedData = {
  code: "git_diff_failed";
  cwd: string;
  reason: string;
};

// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The state of the repository when the conversation began. */
export type GitInfo = {
  commit_hash?: string | undefined;
  /** Left out on a detached HEAD. */
  branch?: string | undefined;
  /** The address of `origin`. */
  repository_url?: string | undefined;
};

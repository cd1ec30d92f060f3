// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The state of the repository when a thread began. */
export type GitInfo = {
  sha: string | null;
  branch: string | null;
  originUrl: string | null;
};

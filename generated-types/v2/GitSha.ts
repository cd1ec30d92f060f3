// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The id of a commit. */
export type GitSha = string;

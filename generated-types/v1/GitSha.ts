// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A commit: 40 hexadecimal digits. */
export type GitSha = string;

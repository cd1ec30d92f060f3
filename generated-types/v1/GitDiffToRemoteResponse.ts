// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { GitSha } from './GitSha.js';

/** Result of `gitDiffToRemote`. */
export type GitDiffToRemoteResponse = {
  /** The nearest commit that a remote has. */
  sha: GitSha;
  /** The difference from that commit to the working tree, with untracked files. */
  diff: string;
};

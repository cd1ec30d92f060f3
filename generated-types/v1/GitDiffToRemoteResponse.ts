// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { GitSha } from './GitSha.js';

/** Result of `gitDiffToRemote`. */
export type GitDiffToRemoteResponse = {
  /** The nearest commit that a remote has. */
  sha: GitSha;
  /** From there to the working tree, untracked files included. */
  diff: string;
};

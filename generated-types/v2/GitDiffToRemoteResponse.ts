// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { GitSha } from './GitSha.js';

/** Result of `gitDiffToRemote`. */
export type GitDiffToRemoteResponse = {
  sha: GitSha;
  diff: string;
};

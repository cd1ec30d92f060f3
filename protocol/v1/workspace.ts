import * as z from 'zod';
import { family, request } from '../declare.js';
import { SandboxPolicy } from '../rollout/policies.js';
import { type Infer, named } from '../schema.js';
import { WORKSPACE } from './examples.js';

export const FuzzyFileSearchParams = named('FuzzyFileSearchParams', 'Params of `fuzzyFileSearch`.', () =>
  z.object({
    query: z.string(),
    roots: z.array(z.string()).describe('The folders to search.'),
    cancellationToken: z
      .string()
      .nullish()
      .describe('A new search with the same token cancels this one, which is then answered without files.'),
  }),
);
export type FuzzyFileSearchParams = Infer<typeof FuzzyFileSearchParams>;

export const FuzzyFileSearchResult = named('FuzzyFileSearchResult', 'A file that was found.', () =>
  z.object({
    root: z.string().describe('The folder it was found in, as given.'),
    path: z.string().describe('Its path from there.'),
    file_name: z.string(),
    score: z.int().describe('A higher score is a better match.'),
    indices: z.array(z.int()).optional().describe('The characters of `path` that matched.'),
  }),
);
export type FuzzyFileSearchResult = Infer<typeof FuzzyFileSearchResult>;

export const FuzzyFileSearchResponse = named('FuzzyFileSearchResponse', 'Result of `fuzzyFileSearch`.', () =>
  z.object({ files: z.array(FuzzyFileSearchResult()).describe('Best first.') }),
);
export type FuzzyFileSearchResponse = Infer<typeof FuzzyFileSearchResponse>;

export const GitDiffToRemoteParams = named('GitDiffToRemoteParams', 'Params of `gitDiffToRemote`.', () =>
  z.object({ cwd: z.string() }),
);
export type GitDiffToRemoteParams = Infer<typeof GitDiffToRemoteParams>;

export const GitSha = named('GitSha', 'A commit: 40 hexadecimal digits.', () => z.string());
export type GitSha = Infer<typeof GitSha>;

export const GitDiffToRemoteResponse = named('GitDiffToRemoteResponse', 'Result of `gitDiffToRemote`.', () =>
  z.object({
    sha: GitSha().describe('The nearest commit that a remote has.'),
    diff: z.string().describe('The difference from that commit to the working tree, with untracked files.'),
  }),
);
export type GitDiffToRemoteResponse = Infer<typeof GitDiffToRemoteResponse>;

export const ExecOneOffCommandParams = named('ExecOneOffCommandParams', 'Params of `execOneOffCommand`.', () =>
  z.object({
    command: z.array(z.string()).describe('The program and its arguments; no shell is involved.'),
    timeoutMs: z.number().multipleOf(1).min(0).nullish().describe('10 seconds when left out.'),
    cwd: z.string().nullish(),
    sandboxPolicy: SandboxPolicy().nullish().describe('Default: the policy of the configuration.'),
  }),
);
export type ExecOneOffCommandParams = Infer<typeof ExecOneOffCommandParams>;

export const ExecOneOffCommandResponse = named('ExecOneOffCommandResponse', 'Result of `execOneOffCommand`.', () =>
  z.object({ exitCode: z.int(), stdout: z.string(), stderr: z.string() }),
);
export type ExecOneOffCommandResponse = Infer<typeof ExecOneOffCommandResponse>;

export const workspace = family({
  gitDiffToRemote: request({
    doc: 'Returns the difference between the working tree and the nearest commit that a remote has.',
    params: GitDiffToRemoteParams,
    result: GitDiffToRemoteResponse,
    errors: ['git_diff_failed'],
    beside: true,
    example: {
      params: { cwd: WORKSPACE },
      result: {
        sha: 'efe679fd0b1c6a7d2f0a4e8b9c3d5e6f7a8b9c0d',
        diff: 'diff --git a/beds.md b/beds.md\n--- a/beds.md\n+++ b/beds.md\n@@ -1 +1 @@\n-dry\n+wet\n',
      },
    },
  }),
  fuzzyFileSearch: request({
    doc: 'Finds files whose path contains the letters of the query in this order, at most 50 in each folder.',
    params: FuzzyFileSearchParams,
    result: FuzzyFileSearchResponse,
    errors: [],
    beside: true,
    example: {
      params: { query: 'rose', roots: [WORKSPACE], cancellationToken: 'search-box' },
      result: {
        files: [{ root: WORKSPACE, path: 'beds/roses.md', file_name: 'roses.md', score: 109, indices: [5, 6, 7, 8] }],
      },
    },
  }),
  execOneOffCommand: request({
    doc: 'Runs a command outside of any conversation and returns its output and exit code.',
    params: ExecOneOffCommandParams,
    result: ExecOneOffCommandResponse,
    errors: [
      'config_invalid',
      'exec_empty',
      'exec_not_started',
      'exec_timed_out',
      'exec_killed',
      'sandbox_unavailable',
    ],
    beside: true,
    order: 'A reply comes when its command ends, not in the order of the requests.',
    example: {
      params: { command: ['git', 'status', '--short'], cwd: WORKSPACE, timeoutMs: 5000 },
      result: { exitCode: 0, stdout: ' M beds.md\n', stderr: '' },
    },
  }),
});

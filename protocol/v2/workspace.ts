import * as z from 'zod';
import { family, request } from '../declare.js';
import type { Infer } from '../schema.js';
import { THREAD_ID, WORKSPACE } from './examples.js';
import { named } from './named.js';
import { SessionSource, ThreadId } from './thread-objects.js';

export const GitDiffToRemoteParams = named('GitDiffToRemoteParams', 'Params of `gitDiffToRemote`.', () =>
  z.object({ cwd: z.string() }),
);
export type GitDiffToRemoteParams = Infer<typeof GitDiffToRemoteParams>;

export const GitSha = named('GitSha', 'The id of a commit.', () => z.string());
export type GitSha = Infer<typeof GitSha>;

export const GitDiffToRemoteResponse = named('GitDiffToRemoteResponse', 'Result of `gitDiffToRemote`.', () =>
  z.object({ sha: GitSha(), diff: z.string() }),
);
export type GitDiffToRemoteResponse = Infer<typeof GitDiffToRemoteResponse>;

export const GetConversationSummaryParams = named(
  'GetConversationSummaryParams',
  'Params of `getConversationSummary`.',
  () => z.union([z.object({ rolloutPath: z.string() }), z.object({ conversationId: ThreadId() })]),
);
export type GetConversationSummaryParams = Infer<typeof GetConversationSummaryParams>;

export const ConversationGitInfo = named(
  'ConversationGitInfo',
  'The state of the repository when a conversation began.',
  () => z.object({ sha: z.string().nullable(), branch: z.string().nullable(), origin_url: z.string().nullable() }),
);
export type ConversationGitInfo = Infer<typeof ConversationGitInfo>;

export const ConversationSummary = named('ConversationSummary', 'A recorded conversation in short.', () =>
  z.object({
    conversationId: ThreadId(),
    path: z.string(),
    preview: z.string(),
    timestamp: z.string().nullable(),
    updatedAt: z.string().nullable(),
    modelProvider: z.string(),
    cwd: z.string(),
    cliVersion: z.string(),
    source: SessionSource(),
    gitInfo: ConversationGitInfo().nullable(),
  }),
);
export type ConversationSummary = Infer<typeof ConversationSummary>;

export const GetConversationSummaryResponse = named(
  'GetConversationSummaryResponse',
  'Result of `getConversationSummary`.',
  () => z.object({ summary: ConversationSummary() }),
);
export type GetConversationSummaryResponse = Infer<typeof GetConversationSummaryResponse>;

export const workspace = family({
  gitDiffToRemote: request({
    doc: 'Compares the workspace with the closest commit that the remote has.',
    stability: 'stable',
    params: GitDiffToRemoteParams,
    result: GitDiffToRemoteResponse,
    errors: ['git_diff_failed'],

    beside: true,
    example: { params: { cwd: WORKSPACE }, result: { sha: '8f9c1c2a7d0e4b5f6a7b8c9d0e1f2a3b4c5d6e7f', diff: '' } },
  }),
  getConversationSummary: request({
    doc: 'Reads a recorded conversation in short, by id or by path.',
    stability: 'stable',
    params: GetConversationSummaryParams,
    result: GetConversationSummaryResponse,
    errors: ['rollout_not_found', 'rollout_unreadable', 'rollout_invalid', 'io_error'],

    beside: true,
    example: {
      params: { rolloutPath: 'rolloutPath' },
      result: {
        summary: {
          conversationId: THREAD_ID,
          path: `${WORKSPACE}/diary.md`,
          preview: 'preview',
          timestamp: null,
          updatedAt: null,
          modelProvider: 'openai',
          cwd: WORKSPACE,
          cliVersion: 'cliVersion',
          source: 'cli',
          gitInfo: null,
        },
      },
    },
  }),
});

import * as z from 'zod';
import { family, request } from '../declare.js';
import { idempotencyKey } from '../idempotency.js';
import { EventMsg } from '../rollout/events.js';
import { ConversationId } from '../rollout/ids.js';
import { ResponseItem } from '../rollout/items.js';
import { JsonValue } from '../rollout/json.js';
import { AskForApproval, ReasoningEffort, SandboxMode } from '../rollout/policies.js';
import { type Infer, named } from '../schema.js';
import { CONVERSATION, FORK, FORK_ROLLOUT, HISTORY, ROLLOUT, WORKSPACE } from './examples.js';

export const NewConversationParams = named(
  'NewConversationParams',
  'Params of `newConversation`: the settings of a conversation. What is left out comes from the configuration.',
  () =>
    z.object({
      model: z.string().nullish(),
      profile: z.string().nullish().describe('A profile of `config.toml`.'),
      cwd: z
        .string()
        .nullish()
        .describe('The working directory; a relative path starts at the working directory of the server.'),
      approvalPolicy: AskForApproval().nullish(),
      sandbox: SandboxMode().nullish(),
      config: z
        .record(z.string(), JsonValue())
        .nullish()
        .describe('Settings that replace those in `config.toml`, by dotted key.'),
      baseInstructions: z
        .string()
        .nullish()
        .describe('The first instructions for the model, instead of the built-in text.'),
      includePlanTool: z.boolean().nullish().describe('Offers the model the tool `update_plan`.'),
      includeApplyPatchTool: z.boolean().nullish().describe('Offers the model the tool `apply_patch`.'),
      ...idempotencyKey(),
    }),
);
export type NewConversationParams = Infer<typeof NewConversationParams>;

export const NewConversationResponse = named('NewConversationResponse', 'Result of `newConversation`.', () =>
  z.object({
    conversationId: ConversationId(),
    model: z.string(),
    reasoningEffort: ReasoningEffort().optional(),
    rolloutPath: z.string().describe('The file that records the conversation.'),
  }),
);
export type NewConversationResponse = Infer<typeof NewConversationResponse>;

export const ListConversationsParams = named('ListConversationsParams', 'Params of `listConversations`.', () =>
  z.object({
    // Not z.int(): a size beyond the safe integers is a large page, not a mistake.
    pageSize: z.number().multipleOf(1).min(0).nullish().describe('How many to give at most; 25 when left out.'),
    cursor: z.string().nullish().describe('`nextCursor` of the page before.'),
  }),
);
export type ListConversationsParams = Infer<typeof ListConversationsParams>;

export const ConversationSummary = named('ConversationSummary', 'A recorded conversation in a list.', () =>
  z.object({
    conversationId: ConversationId(),
    path: z.string().describe('Its rollout.'),
    preview: z.string().describe('The first message of the user.'),
    timestamp: z.string().optional().describe('When it began, as in RFC 3339.'),
  }),
);
export type ConversationSummary = Infer<typeof ConversationSummary>;

export const ListConversationsResponse = named('ListConversationsResponse', 'Result of `listConversations`.', () =>
  z.object({
    items: z.array(ConversationSummary()).describe('Newest first.'),
    nextCursor: z.string().optional().describe('Left out on the last page.'),
  }),
);
export type ListConversationsResponse = Infer<typeof ListConversationsResponse>;

const overrides = () =>
  NewConversationParams().nullish().describe('Settings for the conversation, as in `newConversation`.');

export const ResumeConversationParams = named(
  'ResumeConversationParams',
  'Params of `resumeConversation`: one of `history`, `path` and `conversationId`; the first that is given counts.',
  () =>
    z
      .object({
        path: z.string().nullish().describe('The path of a rollout, in any folder.'),
        conversationId: ConversationId().nullish().describe('A conversation of the sessions folder.'),
        history: z.array(ResponseItem()).nullish().describe('Items that a new conversation begins with.'),
        overrides: overrides(),
      })
      .refine((p) => p.path != null || p.conversationId != null || p.history != null, {
        path: ['path'],
        error: 'one of path, conversationId and history is needed',
      }),
);
export type ResumeConversationParams = Infer<typeof ResumeConversationParams>;

/** A conversation that was opened with a history. */
const revived = () => ({
  conversationId: ConversationId(),
  model: z.string(),
  initialMessages: z.array(EventMsg()).optional().describe('The history, without instructions and environment.'),
  rolloutPath: z.string().optional().describe('The file that records the conversation from now on.'),
});

export const ResumeConversationResponse = named('ResumeConversationResponse', 'Result of `resumeConversation`.', () =>
  z.object(revived()),
);
export type ResumeConversationResponse = Infer<typeof ResumeConversationResponse>;

export const ForkConversationParams = named(
  'ForkConversationParams',
  'Params of `forkConversation`: one of `path` and `conversationId`; `path` counts when both are given.',
  () =>
    z
      .object({
        path: z.string().nullish().describe('The rollout to copy from.'),
        conversationId: ConversationId().nullish().describe('The conversation to copy from, loaded or recorded.'),
        nthUserMessage: z
          .int()
          .min(0)
          .nullish()
          .describe('Copies everything before this user message, counted from 0. Left out: everything.'),
        overrides: overrides(),
        ...idempotencyKey(),
      })
      .refine((p) => p.path != null || p.conversationId != null, {
        path: ['path'],
        error: 'one of path and conversationId is needed',
      }),
);
export type ForkConversationParams = Infer<typeof ForkConversationParams>;

export const ForkConversationResponse = named('ForkConversationResponse', 'Result of `forkConversation`.', () =>
  z.object({ ...revived(), rolloutPath: z.string().describe('The file that records the copy.') }),
);
export type ForkConversationResponse = Infer<typeof ForkConversationResponse>;

export const ArchiveConversationParams = named(
  'ArchiveConversationParams',
  'Params of `archiveConversation`; the two must belong together.',
  () => z.object({ conversationId: ConversationId(), rolloutPath: z.string() }),
);
export type ArchiveConversationParams = Infer<typeof ArchiveConversationParams>;

export const ArchiveConversationResponse = named(
  'ArchiveConversationResponse',
  'Result of `archiveConversation`.',
  () => z.object({}),
);
export type ArchiveConversationResponse = Infer<typeof ArchiveConversationResponse>;

const configuredFirst = 'The notification `sessionConfigured` comes before the reply.';

export const conversations = family({
  newConversation: request({
    doc: 'Begins a conversation and loads it. No event is sent until a listener is added.',
    params: NewConversationParams,
    result: NewConversationResponse,
    errors: ['config_invalid', 'io_error'],
    order: 'The reply comes before every notification of the conversation.',
    example: {
      params: { model: 'gpt-5-codex', cwd: WORKSPACE, approvalPolicy: 'on-request', sandbox: 'workspace-write' },
      result: { conversationId: CONVERSATION, model: 'gpt-5-codex', reasoningEffort: 'high', rolloutPath: ROLLOUT },
    },
  }),
  listConversations: request({
    doc: 'Lists the recorded conversations of users, newest first, page by page. Archived ones are left out.',
    params: ListConversationsParams,
    result: ListConversationsResponse,
    errors: ['io_error'],
    beside: true,
    example: {
      params: { pageSize: 1 },
      result: {
        items: [
          {
            conversationId: CONVERSATION,
            path: ROLLOUT,
            preview: 'Water the roses',
            timestamp: '2026-11-22T14:24:14.112Z',
          },
        ],
        nextCursor: `2026-11-22T14-24-14|${CONVERSATION}`,
      },
    },
  }),
  resumeConversation: request({
    doc: 'Loads a recorded conversation; later turns are added to its rollout. One that is loaded already is joined. With `history` a new conversation begins from those items.',
    params: ResumeConversationParams,
    conversation: ['history', 'path', 'conversationId'],
    idempotent: true,
    result: ResumeConversationResponse,
    errors: [
      'config_invalid',
      'rollout_not_found',
      'rollout_unreadable',
      'rollout_invalid',
      'conversation_busy',
      'io_error',
    ],
    order: configuredFirst,
    example: {
      params: { path: ROLLOUT, overrides: { model: 'gpt-5-codex' } },
      result: { conversationId: CONVERSATION, model: 'gpt-5-codex', initialMessages: HISTORY, rolloutPath: ROLLOUT },
    },
  }),
  forkConversation: request({
    doc: 'Copies a conversation, or its beginning, to a new one and loads that. The original is left as it is.',
    params: ForkConversationParams,
    result: ForkConversationResponse,
    errors: [
      'config_invalid',
      'rollout_not_found',
      'rollout_unreadable',
      'rollout_invalid',
      'fork_out_of_range',
      'io_error',
    ],
    order: configuredFirst,
    example: {
      params: { conversationId: CONVERSATION, nthUserMessage: 1 },
      result: { conversationId: FORK, model: 'gpt-5-codex', initialMessages: HISTORY, rolloutPath: FORK_ROLLOUT },
    },
  }),
  archiveConversation: request({
    doc: 'Moves a rollout to the folder of archived sessions. A loaded conversation is ended first; its running turn is aborted.',
    params: ArchiveConversationParams,
    conversation: ['conversationId'],
    result: ArchiveConversationResponse,
    errors: ['rollout_outside_sessions', 'rollout_not_found', 'rollout_mismatch', 'conversation_busy', 'io_error'],
    order: '`turn_aborted` and `shutdown_complete` come before the reply.',
    example: { params: { conversationId: CONVERSATION, rolloutPath: ROLLOUT }, result: {} },
  }),
});

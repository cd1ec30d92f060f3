import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import { idempotencyKey } from '../idempotency.js';
import type { Infer } from '../schema.js';
import { RUNNING_TURN, THREAD_ID, TURN_ID, WORKSPACE } from './examples.js';
import { JsonValue, RequestId } from './json.js';
import { named } from './named.js';
import {
  ApprovalsReviewer,
  CollaborationMode,
  givenPolicy,
  MultiAgentMode,
  Personality,
  ReasoningEffort,
  ReasoningSummary,
  SandboxPolicy,
} from './policies.js';
import { ThreadSettings, ThreadSource, Turn, TurnEnvironmentParams } from './thread-objects.js';
import { TokenUsageBreakdown } from './turns.js';

export const ThreadSettingsUpdateParams = named(
  'ThreadSettingsUpdateParams',
  'Params of `thread/settings/update`.',
  () =>
    z.object({
      threadId: z.string(),
      disabledPluginIds: z.array(z.string()).nullish(),
      cwd: z.string().nullish(),
      environments: z.array(TurnEnvironmentParams()).nullish(),
      approvalPolicy: givenPolicy().nullish(),
      approvalsReviewer: ApprovalsReviewer().nullish(),
      sandboxPolicy: SandboxPolicy().nullish(),
      permissions: z.string().nullish(),
      model: z.string().nullish(),
      serviceTier: z.string().nullish(),
      effort: ReasoningEffort().nullish(),
      summary: ReasoningSummary().nullish(),
      collaborationMode: CollaborationMode().nullish(),
      multiAgentMode: MultiAgentMode().nullish(),
      personality: Personality().nullish(),
    }),
);
export type ThreadSettingsUpdateParams = Infer<typeof ThreadSettingsUpdateParams>;

export const ThreadSettingsUpdateResponse = named(
  'ThreadSettingsUpdateResponse',
  'Result of `thread/settings/update`.',
  () => z.object({}),
);
export type ThreadSettingsUpdateResponse = Infer<typeof ThreadSettingsUpdateResponse>;

export const ThreadCompactStartParams = named('ThreadCompactStartParams', 'Params of `thread/compact/start`.', () =>
  z.object({ threadId: z.string(), ...idempotencyKey() }),
);
export type ThreadCompactStartParams = Infer<typeof ThreadCompactStartParams>;

export const ThreadCompactStartResponse = named('ThreadCompactStartResponse', 'Result of `thread/compact/start`.', () =>
  z.object({}),
);
export type ThreadCompactStartResponse = Infer<typeof ThreadCompactStartResponse>;

export const ThreadShellCommandParams = named('ThreadShellCommandParams', 'Params of `thread/shellCommand`.', () =>
  z.object({ threadId: z.string(), command: z.string(), timeoutMs: z.int().nullish(), ...idempotencyKey() }),
);
export type ThreadShellCommandParams = Infer<typeof ThreadShellCommandParams>;

export const ThreadShellCommandResponse = named('ThreadShellCommandResponse', 'Result of `thread/shellCommand`.', () =>
  z.object({}),
);
export type ThreadShellCommandResponse = Infer<typeof ThreadShellCommandResponse>;

export const ReviewTarget = named('ReviewTarget', 'What is reviewed.', () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('uncommittedChanges') }),
    z.object({ type: z.literal('baseBranch'), branch: z.string() }),
    z.object({ type: z.literal('commit'), sha: z.string(), title: z.string().nullish() }),
    z.object({ type: z.literal('custom'), instructions: z.string() }),
  ]),
);
export type ReviewTarget = Infer<typeof ReviewTarget>;

export const ReviewDelivery = named(
  'ReviewDelivery',
  'Where the review runs: in the thread itself, or in a copy.',
  () => z.enum(['inline', 'detached']),
);
export type ReviewDelivery = Infer<typeof ReviewDelivery>;

export const ReviewStartParams = named('ReviewStartParams', 'Params of `review/start`.', () =>
  z.object({ threadId: z.string(), target: ReviewTarget(), delivery: ReviewDelivery().nullish(), ...idempotencyKey() }),
);
export type ReviewStartParams = Infer<typeof ReviewStartParams>;

export const ReviewStartResponse = named('ReviewStartResponse', 'Result of `review/start`.', () =>
  z.object({ turn: Turn(), reviewThreadId: z.string() }),
);
export type ReviewStartResponse = Infer<typeof ReviewStartResponse>;

export const ThreadSampleParams = named('ThreadSampleParams', 'Params of `thread/sample`.', () =>
  z.object({
    threadId: z.string(),
    expectedTurnId: z.string(),
    allowInProgressTurn: z.boolean().nullish(),
    prompt: z.string(),
    effort: ReasoningEffort().nullish(),
    threadSource: ThreadSource().nullish(),
    turnTrigger: z.string().nullish(),
    responsesapiClientMetadata: z.record(z.string(), z.string()).nullish(),
    disableMcp: z.boolean().nullish(),
    interruptOnCancel: z.boolean().nullish(),
  }),
);
export type ThreadSampleParams = Infer<typeof ThreadSampleParams>;

export const ThreadSampleResponse = named('ThreadSampleResponse', 'Result of `thread/sample`.', () =>
  z.object({
    sourceTurnId: z.string(),
    responseId: z.string(),
    text: z.string().nullable(),
    inputTokens: z.int().nullable(),
    cachedInputTokens: z.int().nullable(),
    outputTokens: z.int().nullable(),
  }),
);
export type ThreadSampleResponse = Infer<typeof ThreadSampleResponse>;

export const ThreadSampleCancelParams = named('ThreadSampleCancelParams', 'Params of `thread/sample/cancel`.', () =>
  z.object({ requestId: RequestId() }),
);
export type ThreadSampleCancelParams = Infer<typeof ThreadSampleCancelParams>;

export const ThreadSampleCancelResponse = named('ThreadSampleCancelResponse', 'Result of `thread/sample/cancel`.', () =>
  z.object({}),
);
export type ThreadSampleCancelResponse = Infer<typeof ThreadSampleCancelResponse>;

export const ThreadSettingsUpdatedNotification = named(
  'ThreadSettingsUpdatedNotification',
  'Params of `thread/settings/updated`.',
  () => z.object({ threadId: z.string(), threadSettings: ThreadSettings() }),
);
export type ThreadSettingsUpdatedNotification = Infer<typeof ThreadSettingsUpdatedNotification>;

export const ContextCompactedNotification = named('ContextCompactedNotification', 'Params of `thread/compacted`.', () =>
  z.object({ threadId: z.string(), turnId: z.string() }),
);
export type ContextCompactedNotification = Infer<typeof ContextCompactedNotification>;

export const ModelRerouteReason = named('ModelRerouteReason', 'Why another model answers.', () =>
  z.literal('highRiskCyberActivity'),
);
export type ModelRerouteReason = Infer<typeof ModelRerouteReason>;

export const ModelReroutedNotification = named('ModelReroutedNotification', 'Params of `model/rerouted`.', () =>
  z.object({
    threadId: z.string(),
    turnId: z.string(),
    fromModel: z.string(),
    toModel: z.string(),
    reason: ModelRerouteReason(),
  }),
);
export type ModelReroutedNotification = Infer<typeof ModelReroutedNotification>;

export const RawResponseItemCompletedNotification = named(
  'RawResponseItemCompletedNotification',
  'Params of `rawResponseItem/completed`.',
  () => z.object({ threadId: z.string(), turnId: z.string(), item: JsonValue() }),
);
export type RawResponseItemCompletedNotification = Infer<typeof RawResponseItemCompletedNotification>;

export const ResponseUsageMetadata = named('ResponseUsageMetadata', 'Further counts of the tokens of a response.', () =>
  z.object({ amount: z.string().nullable(), metadata: JsonValue().nullable() }),
);
export type ResponseUsageMetadata = Infer<typeof ResponseUsageMetadata>;

export const RawResponseCompletedNotification = named(
  'RawResponseCompletedNotification',
  'Params of `rawResponse/completed`.',
  () =>
    z.object({
      threadId: z.string(),
      turnId: z.string(),
      responseId: z.string(),
      usage: TokenUsageBreakdown().nullable(),
      usageMetadata: ResponseUsageMetadata().nullable(),
    }),
);
export type RawResponseCompletedNotification = Infer<typeof RawResponseCompletedNotification>;

export const turnWork = family({
  'thread/settings/update': request({
    doc: 'Changes settings of a loaded thread for later turns.',
    stability: 'experimental',
    params: ThreadSettingsUpdateParams,
    conversation: ['threadId'],
    idempotent: true,
    result: ThreadSettingsUpdateResponse,
    errors: ['conversation_not_found', 'config_invalid'],

    order: 'The reply, then `thread/settings/updated` if something changed.',
    example: { params: { threadId: THREAD_ID, model: 'gpt-5.5' }, result: {} },
  }),
  'thread/compact/start': request({
    doc: 'Begins a turn that shortens the history. A running turn is interrupted first.',
    stability: 'stable',
    params: ThreadCompactStartParams,
    conversation: ['threadId'],
    result: ThreadCompactStartResponse,
    errors: ['conversation_not_found'],

    order: 'The reply, then the turn with one `contextCompaction` item.',
    example: { params: { threadId: THREAD_ID }, result: {} },
  }),
  'thread/shellCommand': request({
    doc: 'Runs a command of the user without a sandbox, in the running turn or in a separate turn.',
    stability: 'stable',
    params: ThreadShellCommandParams,
    conversation: ['threadId'],
    result: ThreadShellCommandResponse,
    errors: ['conversation_not_found'],

    order: 'The reply, then the item of the command.',
    example: { params: { threadId: THREAD_ID, command: 'git status' }, result: {} },
  }),
  'review/start': request({
    doc: 'Begins a turn in which a reviewer reads changes. A running turn is interrupted first.',
    stability: 'stable',
    params: ReviewStartParams,
    conversation: ['threadId'],
    result: ReviewStartResponse,
    errors: ['conversation_not_found', 'config_invalid'],

    order: 'The reply, then the turn.',
    example: {
      params: { threadId: THREAD_ID, target: { type: 'uncommittedChanges' } },
      result: { turn: RUNNING_TURN, reviewThreadId: THREAD_ID },
    },
  }),
  'thread/sample': request({
    doc: 'Asks the model once with the history of a thread, which stays as it is.',
    stability: 'experimental',
    params: ThreadSampleParams,
    conversation: ['threadId'],
    result: ThreadSampleResponse,
    errors: [
      'conversation_not_found',
      'model_unreachable',
      'model_refused',
      'model_rate_limited',
      'auth_missing',
      'request_cancelled',
    ],

    beside: true,
    example: {
      params: { threadId: THREAD_ID, expectedTurnId: 'expectedTurnId', prompt: 'prompt' },
      result: {
        sourceTurnId: 'sourceTurnId',
        responseId: 'responseId',
        text: null,
        inputTokens: null,
        cachedInputTokens: null,
        outputTokens: null,
      },
    },
  }),
  'thread/sample/cancel': request({
    doc: 'Ends a `thread/sample` of this connection, which is then answered with an error. An unknown id is no error.',
    stability: 'experimental',
    params: ThreadSampleCancelParams,
    conversation: ['requestId'],
    result: ThreadSampleCancelResponse,
    errors: [],

    example: { params: { requestId: 7 }, result: {} },
  }),
});

export const turnWorkNotifications = {
  'thread/settings/updated': notification({
    doc: 'The settings of a thread have changed.',
    stability: 'stable',
    params: ThreadSettingsUpdatedNotification,

    example: {
      params: {
        threadId: THREAD_ID,
        threadSettings: {
          disabledPluginIds: [],
          cwd: WORKSPACE,
          environments: null,
          approvalPolicy: 'on-request',
          approvalsReviewer: 'user',
          sandboxPolicy: { type: 'readOnly', networkAccess: false },
          activePermissionProfile: null,
          model: 'gpt-5.5',
          modelProvider: 'openai',
          serviceTier: null,
          effort: 'medium',
          summary: null,
          collaborationMode: {
            mode: 'default',
            settings: { model: 'gpt-5.5', reasoning_effort: 'medium', developer_instructions: null },
          },
          multiAgentMode: 'explicitRequestOnly',
          personality: null,
        },
      },
    },
  }),
  'thread/compacted': notification({
    doc: 'The history of a thread was shortened. Kept for older clients; the item says the same.',
    stability: 'stable',
    params: ContextCompactedNotification,

    example: { params: { threadId: THREAD_ID, turnId: TURN_ID } },
  }),
  'model/rerouted': notification({
    doc: 'Another model answers.',
    stability: 'stable',
    params: ModelReroutedNotification,

    example: {
      params: {
        threadId: THREAD_ID,
        turnId: TURN_ID,
        fromModel: 'gpt-5.5',
        toModel: 'gpt-5.4',
        reason: 'highRiskCyberActivity',
      },
    },
  }),
  'rawResponseItem/completed': notification({
    doc: 'An item entered the history that the model sees. Only for threads that have requested it.',
    stability: 'stable',
    params: RawResponseItemCompletedNotification,

    example: {
      params: { threadId: THREAD_ID, turnId: TURN_ID, item: { type: 'message', role: 'assistant', content: [] } },
    },
  }),
  'rawResponse/completed': notification({
    doc: 'A response of the model has ended. Only for threads that have requested it.',
    stability: 'stable',
    params: RawResponseCompletedNotification,

    example: {
      params: { threadId: THREAD_ID, turnId: TURN_ID, responseId: 'responseId', usage: null, usageMetadata: null },
    },
  }),
};

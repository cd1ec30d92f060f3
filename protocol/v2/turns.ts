import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import { idempotencyKey } from '../idempotency.js';
import type { Infer } from '../schema.js';
import { ANSWER, BEGAN, INPUT, RUNNING_TURN, THREAD_ID, TURN, TURN_ID, USAGE } from './examples.js';
import { FunctionCallOutputBody } from './item-parts.js';
import { AbsolutePathBuf, JsonValue } from './json.js';
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
import { Turn, TurnEnvironmentParams } from './thread-objects.js';
import { UserInput } from './user-input.js';

export const TurnToolOutput = named('TurnToolOutput', 'The output of a function call that a turn begins with.', () =>
  z.object({
    name: z.string(),
    namespace: z.string().nullish(),
    output: FunctionCallOutputBody(),
    retain: z.boolean().nullish(),
  }),
);
export type TurnToolOutput = Infer<typeof TurnToolOutput>;

export const AdditionalContextKind = named('AdditionalContextKind', 'How far the model may trust a context text.', () =>
  z.enum(['untrusted', 'application']),
);
export type AdditionalContextKind = Infer<typeof AdditionalContextKind>;

export const AdditionalContextEntry = named(
  'AdditionalContextEntry',
  'A text that the model gets in addition to the input.',
  () => z.object({ value: z.string(), kind: AdditionalContextKind(), name: z.string().nullish() }),
);
export type AdditionalContextEntry = Infer<typeof AdditionalContextEntry>;

export const CyberAccessProgram = named(
  'CyberAccessProgram',
  'A program of the model service. It is accepted and has no effect here.',
  () => z.enum(['standard', 'daybreakBlue', 'daybreakRed']),
);
export type CyberAccessProgram = Infer<typeof CyberAccessProgram>;

export const TurnStartParams = named('TurnStartParams', 'Params of `turn/start`.', () =>
  z.object({
    threadId: z.string(),
    disabledPluginIds: z.array(z.string()).nullish(),
    clientUserMessageId: z.string().nullish(),
    input: z.array(UserInput()),
    turnTrigger: z.string().nullish(),
    parentTurnId: z.string().nullish(),
    rootTurnId: z.string().nullish(),
    toolOutput: TurnToolOutput().nullish(),
    responsesapiClientMetadata: z.record(z.string(), z.string()).nullish(),
    responsesapiClientMetadataPatch: z.record(z.string(), z.string()).nullish(),
    additionalContext: z.record(z.string(), AdditionalContextEntry()).nullish(),
    environments: z.array(TurnEnvironmentParams()).nullish(),
    cwd: z.string().nullish(),
    runtimeWorkspaceRoots: z.array(AbsolutePathBuf()).nullish(),
    approvalPolicy: givenPolicy().nullish(),
    approvalsReviewer: ApprovalsReviewer().nullish(),
    sandboxPolicy: SandboxPolicy().nullish(),
    permissions: z.string().nullish(),
    model: z.string().nullish(),
    serviceTier: z.string().nullish(),
    serviceTierForTurn: z.string().nullish(),
    effort: ReasoningEffort().nullish(),
    summary: ReasoningSummary().nullish(),
    personality: Personality().nullish(),
    outputSchema: JsonValue().nullish(),
    collaborationMode: CollaborationMode().nullish(),
    multiAgentMode: MultiAgentMode().nullish(),
    cyberAccessProgram: CyberAccessProgram().nullish(),
    ...idempotencyKey(),
  }),
);
export type TurnStartParams = Infer<typeof TurnStartParams>;

export const TurnStartResponse = named('TurnStartResponse', 'Result of `turn/start`.', () =>
  z.object({ turn: Turn() }),
);
export type TurnStartResponse = Infer<typeof TurnStartResponse>;

export const TurnSteerParams = named('TurnSteerParams', 'Params of `turn/steer`.', () =>
  z.object({
    threadId: z.string(),
    clientUserMessageId: z.string().nullish(),
    input: z.array(UserInput()),
    responsesapiClientMetadata: z.record(z.string(), z.string()).nullish(),
    responsesapiClientMetadataPatch: z.record(z.string(), z.string()).nullish(),
    additionalContext: z.record(z.string(), AdditionalContextEntry()).nullish(),
    expectedTurnId: z.string(),
    ...idempotencyKey(),
  }),
);
export type TurnSteerParams = Infer<typeof TurnSteerParams>;

export const TurnSteerResponse = named('TurnSteerResponse', 'Result of `turn/steer`.', () =>
  z.object({ turnId: z.string() }),
);
export type TurnSteerResponse = Infer<typeof TurnSteerResponse>;

export const TurnInterruptParams = named('TurnInterruptParams', 'Params of `turn/interrupt`.', () =>
  z.object({ threadId: z.string(), turnId: z.string() }),
);
export type TurnInterruptParams = Infer<typeof TurnInterruptParams>;

export const TurnInterruptResponse = named('TurnInterruptResponse', 'Result of `turn/interrupt`.', () => z.object({}));
export type TurnInterruptResponse = Infer<typeof TurnInterruptResponse>;

export const TurnStartedNotification = named('TurnStartedNotification', 'Params of `turn/started`.', () =>
  z.object({ threadId: z.string(), turn: Turn() }),
);
export type TurnStartedNotification = Infer<typeof TurnStartedNotification>;

export const TurnCompletedNotification = named('TurnCompletedNotification', 'Params of `turn/completed`.', () =>
  z.object({ threadId: z.string(), turn: Turn() }),
);
export type TurnCompletedNotification = Infer<typeof TurnCompletedNotification>;

export const TurnDiffUpdatedNotification = named('TurnDiffUpdatedNotification', 'Params of `turn/diff/updated`.', () =>
  z.object({ threadId: z.string(), turnId: z.string(), diff: z.string() }),
);
export type TurnDiffUpdatedNotification = Infer<typeof TurnDiffUpdatedNotification>;

export const TurnPlanStepStatus = named('TurnPlanStepStatus', 'The state of a step of the plan.', () =>
  z.enum(['pending', 'inProgress', 'completed']),
);
export type TurnPlanStepStatus = Infer<typeof TurnPlanStepStatus>;

export const TurnPlanStep = named('TurnPlanStep', 'One step of the plan of the model.', () =>
  z.object({ step: z.string(), status: TurnPlanStepStatus() }),
);
export type TurnPlanStep = Infer<typeof TurnPlanStep>;

export const TurnPlanUpdatedNotification = named('TurnPlanUpdatedNotification', 'Params of `turn/plan/updated`.', () =>
  z.object({
    threadId: z.string(),
    turnId: z.string(),
    explanation: z.string().nullable(),
    plan: z.array(TurnPlanStep()),
  }),
);
export type TurnPlanUpdatedNotification = Infer<typeof TurnPlanUpdatedNotification>;

export const TokenUsageBreakdown = named('TokenUsageBreakdown', 'Tokens of one response, or of all of them.', () =>
  z.object({
    totalTokens: z.int(),
    inputTokens: z.int(),
    cachedInputTokens: z.int(),
    cacheWriteInputTokens: z.int(),
    outputTokens: z.int(),
    reasoningOutputTokens: z.int(),
  }),
);
export type TokenUsageBreakdown = Infer<typeof TokenUsageBreakdown>;

export const ThreadTokenUsage = named(
  'ThreadTokenUsage',
  'Tokens that a thread has used, and the size of the context window when it is known.',
  () => z.object({ total: TokenUsageBreakdown(), last: TokenUsageBreakdown(), modelContextWindow: z.int().nullable() }),
);
export type ThreadTokenUsage = Infer<typeof ThreadTokenUsage>;

export const ThreadTokenUsageUpdatedNotification = named(
  'ThreadTokenUsageUpdatedNotification',
  'Params of `thread/tokenUsage/updated`.',
  () => z.object({ threadId: z.string(), turnId: z.string(), tokenUsage: ThreadTokenUsage() }),
);
export type ThreadTokenUsageUpdatedNotification = Infer<typeof ThreadTokenUsageUpdatedNotification>;

export const turns = family({
  'turn/start': request({
    doc: 'Begins a turn. While another one runs, the input is added to that one.',
    stability: 'stable',
    params: TurnStartParams,
    conversation: ['threadId'],
    result: TurnStartResponse,
    errors: ['conversation_not_found', 'config_invalid', 'input_too_large', 'turn_not_steerable', 'io_error'],
    experimentalFields: [
      'responsesapiClientMetadata',
      'responsesapiClientMetadataPatch',
      'additionalContext',
      'environments',
      'runtimeWorkspaceRoots',
      'permissions',
      'collaborationMode',
      'multiAgentMode',
      'cyberAccessProgram',
    ],
    order: 'The reply, then `turn/started`, the items, and exactly one `turn/completed`.',
    example: { params: { threadId: THREAD_ID, input: [INPUT] }, result: { turn: RUNNING_TURN } },
  }),
  'turn/steer': request({
    doc: 'Adds input to the running turn. It comes back as an item of that turn.',
    stability: 'stable',
    params: TurnSteerParams,
    conversation: ['threadId'],
    result: TurnSteerResponse,
    errors: ['conversation_not_found', 'turn_not_active', 'turn_mismatch', 'turn_not_steerable', 'input_too_large'],
    experimentalFields: ['responsesapiClientMetadata', 'responsesapiClientMetadataPatch', 'additionalContext'],
    example: { params: { threadId: THREAD_ID, expectedTurnId: TURN_ID, input: [INPUT] }, result: { turnId: TURN_ID } },
  }),
  'turn/interrupt': request({
    doc: 'Ends the running turn. It has an effect from the reply of `turn/start` on.',
    stability: 'stable',
    params: TurnInterruptParams,
    conversation: ['threadId'],
    idempotent: true,
    result: TurnInterruptResponse,
    errors: ['conversation_not_found', 'turn_not_active', 'turn_mismatch'],

    order: 'The reply, then `turn/completed` with status `interrupted`.',
    beside: true,
    example: { params: { threadId: THREAD_ID, turnId: TURN_ID }, result: {} },
  }),
});

export const turnNotifications = {
  'turn/started': notification({
    doc: 'A turn has begun.',
    stability: 'stable',
    params: TurnStartedNotification,

    example: { params: { threadId: THREAD_ID, turn: { ...RUNNING_TURN, startedAt: BEGAN } } },
  }),
  'turn/completed': notification({
    doc: 'A turn has ended. Every turn has exactly one.',
    stability: 'stable',
    params: TurnCompletedNotification,

    example: { params: { threadId: THREAD_ID, turn: { ...TURN, items: [ANSWER], itemsView: 'summary' } } },
  }),
  'turn/diff/updated': notification({
    doc: 'All changes of the turn so far, as a unified diff.',
    stability: 'stable',
    params: TurnDiffUpdatedNotification,

    example: { params: { threadId: THREAD_ID, turnId: TURN_ID, diff: 'diff --git a/diary.md b/diary.md\n' } },
  }),
  'turn/plan/updated': notification({
    doc: 'The model changed its plan.',
    stability: 'stable',
    params: TurnPlanUpdatedNotification,

    example: {
      params: {
        threadId: THREAD_ID,
        turnId: TURN_ID,
        explanation: null,
        plan: [{ step: 'Fetch water', status: 'inProgress' }],
      },
    },
  }),
  'thread/tokenUsage/updated': notification({
    doc: 'Tokens that a thread has used.',
    stability: 'stable',
    params: ThreadTokenUsageUpdatedNotification,

    order: 'After the items of a response.',
    example: {
      params: {
        threadId: THREAD_ID,
        turnId: TURN_ID,
        tokenUsage: { total: USAGE, last: USAGE, modelContextWindow: 258400 },
      },
    },
  }),
};

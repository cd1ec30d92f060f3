import * as z from 'zod';
import { family, notification, request } from '../declare.js';
import { idempotencyKey } from '../idempotency.js';
import type { Infer } from '../schema.js';
import { FORK_ID, LOADED, THREAD, THREAD_ID, TURN, TURN_ID, WORKSPACE } from './examples.js';
import { AbsolutePathBuf, JsonValue, LegacyAppPathString } from './json.js';
import { named } from './named.js';
import {
  ActivePermissionProfile,
  ApprovalsReviewer,
  AskForApproval,
  CollaborationMode,
  givenPolicy,
  MultiAgentMode,
  Personality,
  ReasoningEffort,
  SandboxMode,
  SandboxPolicy,
} from './policies.js';
import {
  DynamicToolSpec,
  SelectedCapabilityRoot,
  Thread,
  ThreadHistoryMode,
  ThreadSource,
  ThreadStatus,
  Turn,
  TurnEnvironmentParams,
  TurnItemsView,
} from './thread-objects.js';

/** What start, resume and fork may set. */
const overrides = () => ({
  model: z.string().nullish(),
  modelProvider: z.string().nullish(),
  serviceTier: z.string().nullish(),
  cwd: z.string().nullish(),
  runtimeWorkspaceRoots: z.array(AbsolutePathBuf()).nullish(),
  approvalPolicy: givenPolicy().nullish(),
  approvalsReviewer: ApprovalsReviewer().nullish(),
  sandbox: SandboxMode().nullish(),
  permissions: z.string().nullish(),
  config: z.record(z.string(), JsonValue()).nullish(),
  baseInstructions: z.string().nullish(),
  developerInstructions: z.string().nullish(),
});

/** A thread that is loaded, with the settings it has. */
const loaded = () => ({
  thread: Thread(),
  model: z.string(),
  modelProvider: z.string(),
  serviceTier: z.string().nullable(),
  disabledPluginIds: z.array(z.string()),
  cwd: AbsolutePathBuf(),
  runtimeWorkspaceRoots: z.array(AbsolutePathBuf()),
  instructionSources: z.array(LegacyAppPathString()),
  approvalPolicy: AskForApproval(),
  approvalsReviewer: ApprovalsReviewer(),
  sandbox: SandboxPolicy(),
  activePermissionProfile: ActivePermissionProfile().nullable(),
  reasoningEffort: ReasoningEffort().nullable(),
  multiAgentMode: MultiAgentMode(),
});

export const ThreadStartSource = named('ThreadStartSource', 'Why a thread is started.', () =>
  z.enum(['startup', 'clear']),
);
export type ThreadStartSource = Infer<typeof ThreadStartSource>;

export const ThreadStartParams = named('ThreadStartParams', 'Params of `thread/start`.', () =>
  z.object({
    allowProviderModelFallback: z.boolean().nullish(),
    serviceName: z.string().nullish(),
    personality: Personality().nullish(),
    multiAgentMode: MultiAgentMode().nullish(),
    ephemeral: z.boolean().nullish(),
    historyMode: ThreadHistoryMode().nullish(),
    sessionStartSource: ThreadStartSource().nullish(),
    threadSource: ThreadSource().nullish(),
    projectId: z.string().nullish(),
    daybreakEnabled: z.boolean().nullish(),
    environments: z.array(TurnEnvironmentParams()).nullish(),
    dynamicTools: z.array(DynamicToolSpec()).nullish(),
    selectedCapabilityRoots: z.array(SelectedCapabilityRoot()).nullish(),
    mockExperimentalField: z.string().nullish(),
    experimentalRawEvents: z.boolean().nullish(),
    ...overrides(),
    ...idempotencyKey(),
  }),
);
export type ThreadStartParams = Infer<typeof ThreadStartParams>;

export const ThreadStartResponse = named('ThreadStartResponse', 'Result of `thread/start`.', () => z.object(loaded()));
export type ThreadStartResponse = Infer<typeof ThreadStartResponse>;

export const SortDirection = named('SortDirection', 'The order of a list.', () => z.enum(['asc', 'desc']));
export type SortDirection = Infer<typeof SortDirection>;

export const ThreadResumeInitialTurnsPageParams = named(
  'ThreadResumeInitialTurnsPageParams',
  'Which turns to add to the reply.',
  () =>
    z.object({
      limit: z.int().nullish(),
      sortDirection: SortDirection().nullish(),
      itemsView: TurnItemsView().nullish(),
    }),
);
export type ThreadResumeInitialTurnsPageParams = Infer<typeof ThreadResumeInitialTurnsPageParams>;

export const ThreadResumeParams = named('ThreadResumeParams', 'Params of `thread/resume`.', () =>
  z.object({
    threadId: z.string(),
    history: z.array(JsonValue()).nullish(),
    path: z.string().nullish(),
    personality: Personality().nullish(),
    excludeTurns: z.boolean().nullish(),
    initialTurnsPage: ThreadResumeInitialTurnsPageParams().nullish(),
    ...overrides(),
  }),
);
export type ThreadResumeParams = Infer<typeof ThreadResumeParams>;

export const TurnsPage = named('TurnsPage', 'A page of turns. A cursor is null where there is nothing more.', () =>
  z.object({ data: z.array(Turn()), nextCursor: z.string().nullable(), backwardsCursor: z.string().nullable() }),
);
export type TurnsPage = Infer<typeof TurnsPage>;

export const ThreadResumeResponse = named('ThreadResumeResponse', 'Result of `thread/resume`.', () =>
  z.object({
    collaborationMode: CollaborationMode().nullable(),
    initialTurnsPage: TurnsPage().nullable(),
    turnsBackwardsCursor: z.string().nullable(),
    itemsBackwardsCursor: z.string().nullable(),
    ...loaded(),
  }),
);
export type ThreadResumeResponse = Infer<typeof ThreadResumeResponse>;

export const ThreadForkParams = named('ThreadForkParams', 'Params of `thread/fork`.', () =>
  z.object({
    threadId: z.string(),
    experimentalPredictionMode: z.boolean().nullish(),
    experimentalDisablePredictionMcp: z.boolean().nullish(),
    lastTurnId: z.string().nullish(),
    beforeTurnId: z.string().nullish(),
    path: z.string().nullish(),
    ephemeral: z.boolean().nullish(),
    attachToSource: z.boolean().nullish(),
    threadSource: ThreadSource().nullish(),
    excludeTurns: z.boolean().nullish(),
    deferGoalContinuation: z.boolean().nullish(),
    ...overrides(),
    ...idempotencyKey(),
  }),
);
export type ThreadForkParams = Infer<typeof ThreadForkParams>;

export const ThreadForkResponse = named('ThreadForkResponse', 'Result of `thread/fork`.', () => z.object(loaded()));
export type ThreadForkResponse = Infer<typeof ThreadForkResponse>;

export const ThreadUnsubscribeParams = named('ThreadUnsubscribeParams', 'Params of `thread/unsubscribe`.', () =>
  z.object({ threadId: z.string() }),
);
export type ThreadUnsubscribeParams = Infer<typeof ThreadUnsubscribeParams>;

export const ThreadUnsubscribeStatus = named('ThreadUnsubscribeStatus', 'What the connection was before.', () =>
  z.enum(['notLoaded', 'notSubscribed', 'unsubscribed']),
);
export type ThreadUnsubscribeStatus = Infer<typeof ThreadUnsubscribeStatus>;

export const ThreadUnsubscribeResponse = named('ThreadUnsubscribeResponse', 'Result of `thread/unsubscribe`.', () =>
  z.object({ status: ThreadUnsubscribeStatus() }),
);
export type ThreadUnsubscribeResponse = Infer<typeof ThreadUnsubscribeResponse>;

export const ThreadStartedNotification = named('ThreadStartedNotification', 'Params of `thread/started`.', () =>
  z.object({ thread: Thread() }),
);
export type ThreadStartedNotification = Infer<typeof ThreadStartedNotification>;

export const ThreadStatusChangedNotification = named(
  'ThreadStatusChangedNotification',
  'Params of `thread/status/changed`.',
  () => z.object({ threadId: z.string(), status: ThreadStatus() }),
);
export type ThreadStatusChangedNotification = Infer<typeof ThreadStatusChangedNotification>;

export const ThreadClosedNotification = named('ThreadClosedNotification', 'Params of `thread/closed`.', () =>
  z.object({ threadId: z.string() }),
);
export type ThreadClosedNotification = Infer<typeof ThreadClosedNotification>;

export const threads = family({
  'thread/start': request({
    doc: 'Begins a thread and subscribes the connection to it.',
    stability: 'stable',
    params: ThreadStartParams,
    result: ThreadStartResponse,
    errors: ['config_invalid', 'io_error'],
    experimentalFields: [
      'allowProviderModelFallback',
      'runtimeWorkspaceRoots',
      'permissions',
      'multiAgentMode',
      'historyMode',
      'projectId',
      'daybreakEnabled',
      'environments',
      'dynamicTools',
      'selectedCapabilityRoots',
      'mockExperimentalField',
      'experimentalRawEvents',
    ],
    order: 'The reply, then `thread/started`, then other notifications of the thread.',
    example: {
      params: { model: 'gpt-5.5', cwd: WORKSPACE, approvalPolicy: 'on-request', sandbox: 'read-only' },
      result: { thread: { ...THREAD, preview: '' }, ...LOADED },
    },
  }),
  'thread/resume': request({
    doc: 'Loads a recorded thread, or joins one that is loaded, and subscribes the connection to it. With `history` a new thread begins from those items.',
    stability: 'stable',
    params: ThreadResumeParams,
    conversation: ['history', 'path', 'threadId'],
    idempotent: true,
    result: ThreadResumeResponse,
    errors: [
      'config_invalid',
      'rollout_not_found',
      'rollout_unreadable',
      'rollout_invalid',
      'conversation_busy',
      'io_error',
      'thread_archived',
    ],
    experimentalFields: ['history', 'path', 'runtimeWorkspaceRoots', 'permissions', 'initialTurnsPage'],
    order:
      '`thread/status/changed` of a thread that is loaded now comes before the reply; then the last token usage, then approvals that are pending.',
    example: {
      params: { threadId: THREAD_ID, excludeTurns: false },
      result: {
        thread: { ...THREAD, turns: [TURN] },
        ...LOADED,
        collaborationMode: null,
        initialTurnsPage: null,
        turnsBackwardsCursor: null,
        itemsBackwardsCursor: null,
      },
    },
  }),
  'thread/fork': request({
    doc: 'Copies a thread, or its beginning, to a new one and subscribes the connection to that. The original is left as it is.',
    stability: 'stable',
    params: ThreadForkParams,
    result: ThreadForkResponse,
    errors: [
      'config_invalid',
      'rollout_not_found',
      'rollout_unreadable',
      'rollout_invalid',
      'conversation_busy',
      'io_error',
      'turn_not_found',
    ],
    experimentalFields: [
      'experimentalPredictionMode',
      'experimentalDisablePredictionMcp',
      'beforeTurnId',
      'path',
      'runtimeWorkspaceRoots',
      'permissions',
      'attachToSource',
      'deferGoalContinuation',
    ],
    order: 'The reply, then the last token usage, then `thread/started`.',
    example: {
      params: { threadId: THREAD_ID, lastTurnId: TURN_ID },
      result: { thread: { ...THREAD, id: FORK_ID, forkedFromId: THREAD_ID, turns: [TURN] }, ...LOADED },
    },
  }),
  'thread/unsubscribe': request({
    doc: 'Ends the subscription of the connection. A running turn continues, and the thread stays loaded for some time.',
    stability: 'stable',
    params: ThreadUnsubscribeParams,
    conversation: ['threadId'],
    idempotent: true,
    result: ThreadUnsubscribeResponse,
    errors: [],

    example: { params: { threadId: THREAD_ID }, result: { status: 'unsubscribed' } },
  }),
});

export const threadNotifications = {
  'thread/started': notification({
    doc: 'A thread has begun.',
    stability: 'stable',
    params: ThreadStartedNotification,

    example: { params: { thread: THREAD } },
  }),
  'thread/status/changed': notification({
    doc: 'The status of a thread has changed.',
    stability: 'stable',
    params: ThreadStatusChangedNotification,

    order: 'Before `turn/completed` at the end of a turn.',
    example: { params: { threadId: THREAD_ID, status: { type: 'active', activeFlags: ['waitingOnApproval'] } } },
  }),
  'thread/closed': notification({
    doc: 'A thread without subscribers was unloaded.',
    stability: 'stable',
    params: ThreadClosedNotification,

    example: { params: { threadId: THREAD_ID } },
  }),
};

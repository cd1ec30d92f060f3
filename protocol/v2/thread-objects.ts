import * as z from 'zod';
import type { Infer } from '../schema.js';
import { TurnError } from './errors.js';
import { ThreadItem } from './items.js';
import { AbsolutePathBuf, JsonValue, LegacyAppPathString } from './json.js';
import { named } from './named.js';
import {
  ActivePermissionProfile,
  ApprovalsReviewer,
  AskForApproval,
  CollaborationMode,
  MultiAgentMode,
  Personality,
  ReasoningEffort,
  ReasoningSummary,
  SandboxPolicy,
} from './policies.js';

export const TurnItemsView = named(
  'TurnItemsView',
  'Which items a turn object holds: none, the first input and the answer, or all.',
  () => z.enum(['notLoaded', 'summary', 'full']),
);
export type TurnItemsView = Infer<typeof TurnItemsView>;

export const TurnStatus = named('TurnStatus', 'The state of a turn.', () =>
  z.enum(['completed', 'interrupted', 'failed', 'inProgress']),
);
export type TurnStatus = Infer<typeof TurnStatus>;

export const Turn = named(
  'Turn',
  'One turn of a thread: everything that follows one input of the user. Times are in seconds.',
  () =>
    z.object({
      id: z.string(),
      rootTurnId: z.string().nullable(),
      items: z.array(ThreadItem()),
      itemsView: TurnItemsView(),
      status: TurnStatus(),
      error: TurnError().nullable(),
      startedAt: z.int().nullable(),
      completedAt: z.int().nullable(),
      durationMs: z.int().nullable(),
    }),
);
export type Turn = Infer<typeof Turn>;

export const ThreadEnvironment = named('ThreadEnvironment', 'A place where commands of a thread run.', () =>
  z.object({
    environmentId: z.string(),
    cwd: LegacyAppPathString(),
    runtimeWorkspaceRoots: z.array(LegacyAppPathString()),
  }),
);
export type ThreadEnvironment = Infer<typeof ThreadEnvironment>;

export const ThreadExtra = named('ThreadExtra', 'Further data of a thread. Always null here.', () => z.object({}));
export type ThreadExtra = Infer<typeof ThreadExtra>;

export const ThreadSectionAppearance = named('ThreadSectionAppearance', 'How clients show a section.', () =>
  z.object({ icon: z.string().nullable(), color: z.string().nullable() }),
);
export type ThreadSectionAppearance = Infer<typeof ThreadSectionAppearance>;

export const ThreadSection = named('ThreadSection', 'A section that the user sorts threads into.', () =>
  z.object({ id: z.string(), name: z.string(), appearance: ThreadSectionAppearance().nullable() }),
);
export type ThreadSection = Infer<typeof ThreadSection>;

export const ThreadHistoryMode = named(
  'ThreadHistoryMode',
  'The form of the rollout: one record for each item, or the older events.',
  () => z.enum(['legacy', 'paginated']),
);
export type ThreadHistoryMode = Infer<typeof ThreadHistoryMode>;

export const ThreadActiveFlag = named('ThreadActiveFlag', 'What an active thread waits for.', () =>
  z.enum(['waitingOnApproval', 'waitingOnUserInput']),
);
export type ThreadActiveFlag = Infer<typeof ThreadActiveFlag>;

export const ThreadStatus = named('ThreadStatus', 'What a thread is doing now.', () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('notLoaded') }),
    z.object({ type: z.literal('idle') }),
    z.object({ type: z.literal('systemError') }),
    z.object({
      type: z.literal('active'),
      activeFlags: z.array(ThreadActiveFlag()),
      whenNobodyIsThere: z
        .union([z.literal('wait'), z.number()])
        .optional()
        .describe(
          'An addition of Turnwire: what the thread waits for stays open while no client has it, for ever or for some time.',
        ),
    }),
  ]),
);
export type ThreadStatus = Infer<typeof ThreadStatus>;

export const ThreadId = named('ThreadId', 'The id of a thread, a UUID.', () => z.string());
export type ThreadId = Infer<typeof ThreadId>;

export const AgentPath = named('AgentPath', 'The path of an agent, which begins with the agent that started it.', () =>
  z.string(),
);
export type AgentPath = Infer<typeof AgentPath>;

export const SubAgentSource = named('SubAgentSource', 'What an agent was started for.', () =>
  z.union([
    z.enum(['review', 'compact', 'memory_consolidation']),
    z.object({
      thread_spawn: z.object({
        parent_thread_id: ThreadId(),
        depth: z.int(),
        agent_path: AgentPath().nullable(),
        agent_nickname: z.string().nullable(),
        agent_role: z.string().nullable(),
      }),
    }),
    z.object({ other: z.string() }),
  ]),
);
export type SubAgentSource = Infer<typeof SubAgentSource>;

export const SessionSource = named('SessionSource', 'What kind of program started a thread.', () =>
  z.union([
    z.enum(['cli', 'vscode', 'exec', 'appServer', 'unknown']),
    z.object({ custom: z.string() }),
    z.object({ subAgent: SubAgentSource() }),
  ]),
);
export type SessionSource = Infer<typeof SessionSource>;

export const ThreadSource = named('ThreadSource', 'A word of the client for the origin of a thread.', () => z.string());
export type ThreadSource = Infer<typeof ThreadSource>;

export const GitInfo = named('GitInfo', 'The state of the repository when a thread began.', () =>
  z.object({ sha: z.string().nullable(), branch: z.string().nullable(), originUrl: z.string().nullable() }),
);
export type GitInfo = Infer<typeof GitInfo>;

export const Thread = named(
  'Thread',
  'A conversation. Times are in seconds; `turns` is filled only where a method says so.',
  () =>
    z.object({
      id: z.string(),
      environments: z.array(ThreadEnvironment()).nullable(),
      extra: ThreadExtra().nullable(),
      sessionId: z.string(),
      forkedFromId: z.string().nullable(),
      attachedToThreadId: z.string().nullable(),
      parentThreadId: z.string().nullable(),
      preview: z.string(),
      ephemeral: z.boolean(),
      section: ThreadSection().nullable(),
      sectionEnteredAt: z.int().nullable(),
      projectId: z.string().nullable(),
      historyMode: ThreadHistoryMode(),
      modelProvider: z.string(),
      model: z.string().nullable(),
      reasoningEffort: ReasoningEffort().nullable(),
      createdAt: z.int(),
      updatedAt: z.int(),
      recencyAt: z.int().nullable(),
      status: ThreadStatus(),
      path: z.string().nullable(),
      cwd: AbsolutePathBuf(),
      cliVersion: z.string(),
      originator: z.string().nullable(),
      source: SessionSource(),
      canAcceptDirectInput: z.boolean().nullable(),
      threadSource: ThreadSource().nullable(),
      agentNickname: z.string().nullable(),
      agentRole: z.string().nullable(),
      gitInfo: GitInfo().nullable(),
      name: z.string().nullable(),
      daybreakEnabled: z.boolean().nullable(),
      turns: z.array(Turn()),
    }),
);
export type Thread = Infer<typeof Thread>;

export const ThreadUnreadPosition = named('ThreadUnreadPosition', 'Where the unread part begins.', () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('threadStart') }),
    z.object({ type: z.literal('turn'), turnId: z.string() }),
  ]),
);
export type ThreadUnreadPosition = Infer<typeof ThreadUnreadPosition>;

export const ThreadReadState = named('ThreadReadState', 'What the user has read of a thread.', () =>
  z.object({ firstUnread: ThreadUnreadPosition().nullable(), revision: z.string() }),
);
export type ThreadReadState = Infer<typeof ThreadReadState>;

export const DynamicToolFunctionSpec = named(
  'DynamicToolFunctionSpec',
  'A function of the client that the model may call.',
  () =>
    z.object({
      name: z.string(),
      description: z.string(),
      inputSchema: JsonValue(),
      deferLoading: z.boolean().nullish(),
    }),
);
export type DynamicToolFunctionSpec = Infer<typeof DynamicToolFunctionSpec>;

export const DynamicToolNamespaceTool = named('DynamicToolNamespaceTool', 'A function in a namespace.', () =>
  z.object({ type: z.literal('function'), ...DynamicToolFunctionSpec().shape }),
);
export type DynamicToolNamespaceTool = Infer<typeof DynamicToolNamespaceTool>;

export const DynamicToolNamespaceSpec = named(
  'DynamicToolNamespaceSpec',
  'Functions of the client under one name.',
  () => z.object({ name: z.string(), description: z.string(), tools: z.array(DynamicToolNamespaceTool()) }),
);
export type DynamicToolNamespaceSpec = Infer<typeof DynamicToolNamespaceSpec>;

export const TurnEnvironmentParams = named('TurnEnvironmentParams', 'A place where commands may run.', () =>
  z.object({
    environmentId: z.string(),
    cwd: LegacyAppPathString(),
    runtimeWorkspaceRoots: z.array(LegacyAppPathString()).nullish(),
  }),
);
export type TurnEnvironmentParams = Infer<typeof TurnEnvironmentParams>;

export const CapabilityRootLocation = named('CapabilityRootLocation', 'Where a folder of skills and plugins is.', () =>
  z.object({ type: z.literal('environment'), environmentId: z.string(), path: z.string() }),
);
export type CapabilityRootLocation = Infer<typeof CapabilityRootLocation>;

export const SelectedCapabilityRoot = named(
  'SelectedCapabilityRoot',
  'A folder of skills and plugins that a thread may use.',
  () => z.object({ id: z.string(), location: CapabilityRootLocation() }),
);
export type SelectedCapabilityRoot = Infer<typeof SelectedCapabilityRoot>;

export const ThreadSettings = named('ThreadSettings', 'The settings that the next turn of a thread has.', () =>
  z.object({
    disabledPluginIds: z.array(z.string()),
    cwd: AbsolutePathBuf(),
    environments: z.array(ThreadEnvironment()).nullable(),
    approvalPolicy: AskForApproval(),
    approvalsReviewer: ApprovalsReviewer(),
    sandboxPolicy: SandboxPolicy(),
    activePermissionProfile: ActivePermissionProfile().nullable(),
    model: z.string(),
    modelProvider: z.string(),
    serviceTier: z.string().nullable(),
    effort: ReasoningEffort().nullable(),
    summary: ReasoningSummary().nullable(),
    collaborationMode: CollaborationMode(),
    multiAgentMode: MultiAgentMode(),
    personality: Personality().nullable(),
  }),
);
export type ThreadSettings = Infer<typeof ThreadSettings>;

export const DynamicToolSpec = named('DynamicToolSpec', 'A tool of the client. One without `type` is a function.', () =>
  z.union([
    z.object({ type: z.literal('namespace'), ...DynamicToolNamespaceSpec().shape }),
    z.object({ type: z.literal('function').default('function'), ...DynamicToolFunctionSpec().shape }),
  ]),
);
export type DynamicToolSpec = Infer<typeof DynamicToolSpec>;

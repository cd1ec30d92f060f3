import * as z from 'zod';
import { notification } from '../declare.js';
import type { Infer } from '../schema.js';
import { ANSWER, BEGAN_MS, CHANGE, ENDED_MS, ITEM_ID, THREAD_ID, TURN_ID } from './examples.js';
import {
  AgentMessageDelivery,
  AgentMessageModeration,
  AsyncUserInputQuestion,
  CollabAgentState,
  CollabAgentTool,
  CollabAgentToolCallStatus,
  CommandAction,
  CommandExecutionSource,
  CommandExecutionStatus,
  DynamicToolCallOutputContentItem,
  DynamicToolCallStatus,
  FileUpdateChange,
  FunctionCallOutputBody,
  HookPromptFragment,
  ImageGenerationItem,
  McpAppUi,
  McpToolCallAppContext,
  McpToolCallError,
  McpToolCallResult,
  McpToolCallStatus,
  MemoryCitation,
  MessagePhase,
  PatchApplyStatus,
  SleepItem,
  SubAgentActivityKind,
  WebSearchItem,
} from './item-parts.js';
import { JsonValue, LegacyAppPathString } from './json.js';
import { named } from './named.js';
import { ReasoningEffort } from './policies.js';
import { UserInput } from './user-input.js';

const times = () => ({ startedAtMs: z.int().nullable(), completedAtMs: z.int().nullable() });

export const ThreadItem = named('ThreadItem', 'One visible step of a turn. What is recorded is what was sent.', () =>
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('userMessage'),
      id: z.string(),
      clientId: z.string().nullable(),
      content: z.array(UserInput()),
      ...times(),
    }),
    z.object({ type: z.literal('hookPrompt'), id: z.string(), fragments: z.array(HookPromptFragment()), ...times() }),
    z.object({
      type: z.literal('agentMessage'),
      moderation: AgentMessageModeration().nullable(),
      id: z.string(),
      text: z.string(),
      phase: MessagePhase().nullable(),
      memoryCitation: MemoryCitation().nullable(),
      delivery: AgentMessageDelivery().nullable(),
      questions: z.array(AsyncUserInputQuestion()).nullable(),
      ...times(),
    }),
    z.object({
      type: z.literal('functionCallOutput'),
      id: z.string(),
      name: z.string(),
      namespace: z.string().nullable(),
      output: FunctionCallOutputBody(),
      ...times(),
    }),
    z.object({ type: z.literal('plan'), id: z.string(), text: z.string(), ...times() }),
    z.object({
      type: z.literal('reasoning'),
      id: z.string(),
      summary: z.array(z.string()),
      content: z.array(z.string()),
      ...times(),
    }),
    z.object({
      type: z.literal('commandExecution'),
      id: z.string(),
      pluginId: z.string().nullable(),
      scriptPath: z.string().nullable(),
      command: z.string(),
      cwd: LegacyAppPathString(),
      processId: z.string().nullable(),
      source: CommandExecutionSource(),
      status: CommandExecutionStatus(),
      commandActions: z.array(CommandAction()),
      aggregatedOutput: z.string().nullable(),
      exitCode: z.int().nullable(),
      durationMs: z.int().nullable(),
      ...times(),
    }),
    z.object({
      type: z.literal('fileChange'),
      id: z.string(),
      changes: z.array(FileUpdateChange()),
      status: PatchApplyStatus(),
      ...times(),
    }),
    z.object({
      type: z.literal('mcpToolCall'),
      id: z.string(),
      server: z.string(),
      environmentId: z.string().nullable(),
      tool: z.string(),
      status: McpToolCallStatus(),
      arguments: JsonValue(),
      appContext: McpToolCallAppContext().nullable(),
      mcpAppResourceUri: z.string().optional(),
      mcpAppUi: McpAppUi().nullable(),
      pluginId: z.string().nullable(),
      readOnlyHint: z.boolean().nullable(),
      result: McpToolCallResult().nullable(),
      error: McpToolCallError().nullable(),
      durationMs: z.int().nullable(),
      ...times(),
    }),
    z.object({
      type: z.literal('dynamicToolCall'),
      id: z.string(),
      namespace: z.string().nullable(),
      tool: z.string(),
      arguments: JsonValue(),
      status: DynamicToolCallStatus(),
      contentItems: z.array(DynamicToolCallOutputContentItem()).nullable(),
      success: z.boolean().nullable(),
      durationMs: z.int().nullable(),
      ...times(),
    }),
    z.object({
      type: z.literal('collabAgentToolCall'),
      id: z.string(),
      tool: CollabAgentTool(),
      status: CollabAgentToolCallStatus(),
      senderThreadId: z.string(),
      receiverThreadIds: z.array(z.string()),
      prompt: z.string().nullable(),
      model: z.string().nullable(),
      reasoningEffort: ReasoningEffort().nullable(),
      agentsStates: z.record(z.string(), CollabAgentState()),
      ...times(),
    }),
    z.object({
      type: z.literal('subAgentActivity'),
      model: z.string().nullable(),
      reasoningEffort: ReasoningEffort().nullable(),
      id: z.string(),
      kind: SubAgentActivityKind(),
      agentThreadId: z.string(),
      agentPath: z.string(),
      ...times(),
    }),
    z.object({ type: z.literal('webSearch'), ...WebSearchItem().shape, ...times() }),
    z.object({ type: z.literal('imageView'), id: z.string(), path: LegacyAppPathString(), ...times() }),
    z.object({ type: z.literal('sleep'), ...SleepItem().shape, ...times() }),
    z.object({ type: z.literal('imageGeneration'), ...ImageGenerationItem().shape, ...times() }),
    z.object({ type: z.literal('enteredReviewMode'), id: z.string(), review: z.string(), ...times() }),
    z.object({ type: z.literal('exitedReviewMode'), id: z.string(), review: z.string(), ...times() }),
    z.object({ type: z.literal('contextCompaction'), id: z.string(), ...times() }),
  ]),
);
export type ThreadItem = Infer<typeof ThreadItem>;

export const ItemStartedNotification = named('ItemStartedNotification', 'Params of `item/started`.', () =>
  z.object({ item: ThreadItem(), threadId: z.string(), turnId: z.string(), startedAtMs: z.int() }),
);
export type ItemStartedNotification = Infer<typeof ItemStartedNotification>;

export const ItemCompletedNotification = named('ItemCompletedNotification', 'Params of `item/completed`.', () =>
  z.object({
    item: ThreadItem(),
    threadId: z.string(),
    turnId: z.string(),
    contentTokenCount: z.int().nullable(),
    completedAtMs: z.int(),
  }),
);
export type ItemCompletedNotification = Infer<typeof ItemCompletedNotification>;

export const AgentMessageDeltaNotification = named(
  'AgentMessageDeltaNotification',
  'Params of `item/agentMessage/delta`.',
  () => z.object({ threadId: z.string(), turnId: z.string(), itemId: z.string(), delta: z.string() }),
);
export type AgentMessageDeltaNotification = Infer<typeof AgentMessageDeltaNotification>;

export const PlanDeltaNotification = named('PlanDeltaNotification', 'Params of `item/plan/delta`.', () =>
  z.object({ threadId: z.string(), turnId: z.string(), itemId: z.string(), delta: z.string() }),
);
export type PlanDeltaNotification = Infer<typeof PlanDeltaNotification>;

export const ReasoningSummaryPartAddedNotification = named(
  'ReasoningSummaryPartAddedNotification',
  'Params of `item/reasoning/summaryPartAdded`.',
  () => z.object({ threadId: z.string(), turnId: z.string(), itemId: z.string(), summaryIndex: z.int() }),
);
export type ReasoningSummaryPartAddedNotification = Infer<typeof ReasoningSummaryPartAddedNotification>;

export const ReasoningSummaryTextDeltaNotification = named(
  'ReasoningSummaryTextDeltaNotification',
  'Params of `item/reasoning/summaryTextDelta`.',
  () =>
    z.object({
      threadId: z.string(),
      turnId: z.string(),
      itemId: z.string(),
      delta: z.string(),
      summaryIndex: z.int(),
    }),
);
export type ReasoningSummaryTextDeltaNotification = Infer<typeof ReasoningSummaryTextDeltaNotification>;

export const ReasoningTextDeltaNotification = named(
  'ReasoningTextDeltaNotification',
  'Params of `item/reasoning/textDelta`.',
  () =>
    z.object({
      threadId: z.string(),
      turnId: z.string(),
      itemId: z.string(),
      delta: z.string(),
      contentIndex: z.int(),
    }),
);
export type ReasoningTextDeltaNotification = Infer<typeof ReasoningTextDeltaNotification>;

export const CommandExecutionOutputDeltaNotification = named(
  'CommandExecutionOutputDeltaNotification',
  'Params of `item/commandExecution/outputDelta`.',
  () => z.object({ threadId: z.string(), turnId: z.string(), itemId: z.string(), delta: z.string() }),
);
export type CommandExecutionOutputDeltaNotification = Infer<typeof CommandExecutionOutputDeltaNotification>;

export const TerminalInteractionNotification = named(
  'TerminalInteractionNotification',
  'Params of `item/commandExecution/terminalInteraction`.',
  () =>
    z.object({
      threadId: z.string(),
      turnId: z.string(),
      itemId: z.string(),
      processId: z.string(),
      stdin: z.string(),
    }),
);
export type TerminalInteractionNotification = Infer<typeof TerminalInteractionNotification>;

export const FileChangeOutputDeltaNotification = named(
  'FileChangeOutputDeltaNotification',
  'Params of `item/fileChange/outputDelta`.',
  () => z.object({ threadId: z.string(), turnId: z.string(), itemId: z.string(), delta: z.string() }),
);
export type FileChangeOutputDeltaNotification = Infer<typeof FileChangeOutputDeltaNotification>;

export const FileChangePatchUpdatedNotification = named(
  'FileChangePatchUpdatedNotification',
  'Params of `item/fileChange/patchUpdated`.',
  () =>
    z.object({ threadId: z.string(), turnId: z.string(), itemId: z.string(), changes: z.array(FileUpdateChange()) }),
);
export type FileChangePatchUpdatedNotification = Infer<typeof FileChangePatchUpdatedNotification>;

export const McpToolCallProgressNotification = named(
  'McpToolCallProgressNotification',
  'Params of `item/mcpToolCall/progress`.',
  () => z.object({ threadId: z.string(), turnId: z.string(), itemId: z.string(), message: z.string() }),
);
export type McpToolCallProgressNotification = Infer<typeof McpToolCallProgressNotification>;

export const itemNotifications = {
  'item/started': notification({
    doc: 'An item has begun.',
    stability: 'stable',
    params: ItemStartedNotification,

    order: 'Before its approval, its tool call and its deltas.',
    example: {
      params: {
        item: { ...ANSWER, text: '', completedAtMs: null },
        threadId: THREAD_ID,
        turnId: TURN_ID,
        startedAtMs: BEGAN_MS,
      },
    },
  }),
  'item/completed': notification({
    doc: 'An item has ended. Every item that has begun ends before `turn/completed`, except commands that outlive their turn.',
    stability: 'stable',
    params: ItemCompletedNotification,

    example: {
      params: { item: ANSWER, threadId: THREAD_ID, turnId: TURN_ID, contentTokenCount: null, completedAtMs: ENDED_MS },
    },
  }),
  'item/agentMessage/delta': notification({
    doc: 'More of a message.',
    stability: 'stable',
    params: AgentMessageDeltaNotification,

    example: { params: { threadId: THREAD_ID, turnId: TURN_ID, itemId: 'msg_1', delta: 'The roses' } },
  }),
  'item/plan/delta': notification({
    doc: 'More of a plan.',
    stability: 'stable',
    params: PlanDeltaNotification,

    example: { params: { threadId: THREAD_ID, turnId: TURN_ID, itemId: ITEM_ID, delta: '1. Fetch water' } },
  }),
  'item/reasoning/summaryPartAdded': notification({
    doc: 'A further part of a reasoning summary begins.',
    stability: 'stable',
    params: ReasoningSummaryPartAddedNotification,

    example: { params: { threadId: THREAD_ID, turnId: TURN_ID, itemId: 'rs_1', summaryIndex: 0 } },
  }),
  'item/reasoning/summaryTextDelta': notification({
    doc: 'More of a part of a reasoning summary.',
    stability: 'stable',
    params: ReasoningSummaryTextDeltaNotification,

    example: { params: { threadId: THREAD_ID, turnId: TURN_ID, itemId: 'rs_1', delta: 'Thinking', summaryIndex: 0 } },
  }),
  'item/reasoning/textDelta': notification({
    doc: 'More of the reasoning itself.',
    stability: 'stable',
    params: ReasoningTextDeltaNotification,

    example: {
      params: { threadId: THREAD_ID, turnId: TURN_ID, itemId: 'rs_1', delta: 'Roses need water', contentIndex: 0 },
    },
  }),
  'item/commandExecution/outputDelta': notification({
    doc: 'More output of a command.',
    stability: 'stable',
    params: CommandExecutionOutputDeltaNotification,

    example: { params: { threadId: THREAD_ID, turnId: TURN_ID, itemId: ITEM_ID, delta: 'done\n' } },
  }),
  'item/commandExecution/terminalInteraction': notification({
    doc: 'The model wrote to the standard input of a command.',
    stability: 'stable',
    params: TerminalInteractionNotification,

    example: { params: { threadId: THREAD_ID, turnId: TURN_ID, itemId: ITEM_ID, processId: '1', stdin: 'y\n' } },
  }),
  'item/fileChange/outputDelta': notification({
    doc: 'The output of a patch.',
    stability: 'stable',
    params: FileChangeOutputDeltaNotification,

    example: { params: { threadId: THREAD_ID, turnId: TURN_ID, itemId: ITEM_ID, delta: 'done\n' } },
  }),
  'item/fileChange/patchUpdated': notification({
    doc: 'The changes of a patch while the model writes it.',
    stability: 'stable',
    params: FileChangePatchUpdatedNotification,

    example: { params: { threadId: THREAD_ID, turnId: TURN_ID, itemId: ITEM_ID, changes: [CHANGE] } },
  }),
  'item/mcpToolCall/progress': notification({
    doc: 'An MCP server reports progress of a call.',
    stability: 'stable',
    params: McpToolCallProgressNotification,

    example: { params: { threadId: THREAD_ID, turnId: TURN_ID, itemId: ITEM_ID, message: 'Half done' } },
  }),
};

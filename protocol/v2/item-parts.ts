import * as z from 'zod';
import type { Infer } from '../schema.js';
import { AbsolutePathBuf, JsonValue, LegacyAppPathString } from './json.js';
import { named } from './named.js';
import { ImageDetail } from './user-input.js';

export const CommandAction = named('CommandAction', 'What a command does, as far as its text shows it.', () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('read'), command: z.string(), name: z.string(), path: LegacyAppPathString() }),
    z.object({ type: z.literal('listFiles'), command: z.string(), path: z.string().nullable() }),
    z.object({
      type: z.literal('search'),
      command: z.string(),
      query: z.string().nullable(),
      path: z.string().nullable(),
    }),
    z.object({ type: z.literal('unknown'), command: z.string() }),
  ]),
);
export type CommandAction = Infer<typeof CommandAction>;

export const CommandExecutionSource = named('CommandExecutionSource', 'Who started a command.', () =>
  z.enum(['agent', 'userShell', 'unifiedExecStartup', 'unifiedExecInteraction']),
);
export type CommandExecutionSource = Infer<typeof CommandExecutionSource>;

export const CommandExecutionStatus = named('CommandExecutionStatus', 'The state of a command.', () =>
  z.enum(['inProgress', 'completed', 'failed', 'declined']),
);
export type CommandExecutionStatus = Infer<typeof CommandExecutionStatus>;

export const PatchChangeKind = named('PatchChangeKind', 'What happens to a file.', () =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('add') }),
    z.object({ type: z.literal('delete') }),
    z.object({ type: z.literal('update'), move_path: z.string().nullable() }),
  ]),
);
export type PatchChangeKind = Infer<typeof PatchChangeKind>;

export const FileUpdateChange = named(
  'FileUpdateChange',
  'The change of one file: the whole content for `add` and `delete`, hunks for `update`.',
  () => z.object({ path: z.string(), kind: PatchChangeKind(), diff: z.string() }),
);
export type FileUpdateChange = Infer<typeof FileUpdateChange>;

export const PatchApplyStatus = named('PatchApplyStatus', 'The state of a patch.', () =>
  z.enum(['inProgress', 'completed', 'failed', 'declined']),
);
export type PatchApplyStatus = Infer<typeof PatchApplyStatus>;

export const McpAppDisplayMode = named('McpAppDisplayMode', 'How large an app is shown.', () =>
  z.enum(['inline', 'fullscreen']),
);
export type McpAppDisplayMode = Infer<typeof McpAppDisplayMode>;

export const McpAppUi = named('McpAppUi', 'An app that shows the result of a tool. Always null here.', () =>
  z.object({ resourceUri: z.string(), preferredModelDisplayMode: McpAppDisplayMode() }),
);
export type McpAppUi = Infer<typeof McpAppUi>;

export const McpToolCallAppContext = named(
  'McpToolCallAppContext',
  'The app that a tool belongs to. Always null here.',
  () =>
    z.object({
      connectorId: z.string(),
      linkId: z.string().nullable(),
      resourceUri: z.string().nullable(),
      appName: z.string().nullable(),
      actionName: z.string().nullable(),
    }),
);
export type McpToolCallAppContext = Infer<typeof McpToolCallAppContext>;

export const McpToolCallError = named('McpToolCallError', 'Why a tool of an MCP server gave no result.', () =>
  z.object({ message: z.string() }),
);
export type McpToolCallError = Infer<typeof McpToolCallError>;

export const McpToolCallResult = named('McpToolCallResult', 'What a tool of an MCP server gave.', () =>
  z.object({ content: z.array(JsonValue()), structuredContent: JsonValue().nullable(), _meta: JsonValue().nullable() }),
);
export type McpToolCallResult = Infer<typeof McpToolCallResult>;

export const McpToolCallStatus = named('McpToolCallStatus', 'The state of a call of an MCP tool.', () =>
  z.enum(['inProgress', 'completed', 'failed']),
);
export type McpToolCallStatus = Infer<typeof McpToolCallStatus>;

export const DynamicToolCallOutputContentItem = named(
  'DynamicToolCallOutputContentItem',
  'One piece of what a tool of the client gives to the model.',
  () =>
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('inputText'), text: z.string() }),
      z.object({ type: z.literal('inputImage'), imageUrl: z.string() }),
      z.object({ type: z.literal('inputAudio'), audioUrl: z.string() }),
    ]),
);
export type DynamicToolCallOutputContentItem = Infer<typeof DynamicToolCallOutputContentItem>;

export const DynamicToolCallStatus = named('DynamicToolCallStatus', 'The state of a call of a client tool.', () =>
  z.enum(['inProgress', 'completed', 'failed']),
);
export type DynamicToolCallStatus = Infer<typeof DynamicToolCallStatus>;

export const CollabAgentStatus = named('CollabAgentStatus', 'What an agent is doing.', () =>
  z.enum(['pendingInit', 'running', 'interrupted', 'completed', 'errored', 'shutdown', 'notFound']),
);
export type CollabAgentStatus = Infer<typeof CollabAgentStatus>;

export const CollabAgentState = named('CollabAgentState', 'An agent as it was last seen.', () =>
  z.object({ status: CollabAgentStatus(), message: z.string().nullable() }),
);
export type CollabAgentState = Infer<typeof CollabAgentState>;

export const CollabAgentTool = named('CollabAgentTool', 'What the model did with its agents.', () =>
  z.enum([
    'spawnAgent',
    'sendInput',
    'resumeAgent',
    'wait',
    'closeAgent',
    'sendMessage',
    'followupTask',
    'interruptAgent',
    'listAgents',
  ]),
);
export type CollabAgentTool = Infer<typeof CollabAgentTool>;

export const CollabAgentToolCallStatus = named(
  'CollabAgentToolCallStatus',
  'The state of a call of an agent tool.',
  () => z.enum(['inProgress', 'completed', 'failed', 'interrupted']),
);
export type CollabAgentToolCallStatus = Infer<typeof CollabAgentToolCallStatus>;

export const SubAgentActivityKind = named('SubAgentActivityKind', 'What happened to an agent.', () =>
  z.enum(['started', 'interacted', 'interrupted', 'completed']),
);
export type SubAgentActivityKind = Infer<typeof SubAgentActivityKind>;

export const WebSearchAction = named('WebSearchAction', 'What the model did on the web.', () =>
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('search'),
      query: z.string().nullable().default(null),
      queries: z.array(z.string()).nullable().default(null),
    }),
    z.object({ type: z.literal('openPage'), url: z.string().nullable().default(null) }),
    z.object({
      type: z.literal('findInPage'),
      url: z.string().nullable().default(null),
      pattern: z.string().nullable().default(null),
    }),
    z.object({ type: z.literal('other') }),
  ]),
);
export type WebSearchAction = Infer<typeof WebSearchAction>;

export const WebSearchItem = named('WebSearchItem', 'A search of the web that the model service made.', () =>
  z.object({
    id: z.string(),
    query: z.string(),
    action: WebSearchAction().nullable(),
    results: z.array(JsonValue()).nullable(),
  }),
);
export type WebSearchItem = Infer<typeof WebSearchItem>;

export const ImageGenerationFailure = named('ImageGenerationFailure', 'Why no image was made.', () =>
  z.object({ type: z.literal('usageLimitExceeded'), limitId: z.string(), resetsAt: z.int().nullable() }),
);
export type ImageGenerationFailure = Infer<typeof ImageGenerationFailure>;

export const ImageGenerationInputImage = named(
  'ImageGenerationInputImage',
  'An image that another one was made from.',
  () => z.object({ path: AbsolutePathBuf(), sha256: z.string() }),
);
export type ImageGenerationInputImage = Infer<typeof ImageGenerationInputImage>;

export const SleepItem = named('SleepItem', 'A pause that the model made.', () =>
  z.object({ id: z.string(), durationMs: z.int() }),
);
export type SleepItem = Infer<typeof SleepItem>;

export const HelplineSubject = named('HelplineSubject', 'Which side of a conversation a helpline is offered for.', () =>
  z.enum(['answer', 'prompt']),
);
export type HelplineSubject = Infer<typeof HelplineSubject>;

export const AnswerAnnotation = named('AnswerAnnotation', 'A note of the service on an answer.', () =>
  z.object({ kind: z.literal('wellbeingHelpline'), subject: HelplineSubject() }),
);
export type AnswerAnnotation = Infer<typeof AnswerAnnotation>;

export const TrustedContacts = named('TrustedContacts', 'Whether the service looks for trusted contacts.', () =>
  z.enum(['check', 'skip']),
);
export type TrustedContacts = Infer<typeof TrustedContacts>;

export const AnswerReplacement = named('AnswerReplacement', 'What is shown instead of an answer.', () =>
  z.object({ kind: z.literal('wellbeingPromptHelpline') }),
);
export type AnswerReplacement = Infer<typeof AnswerReplacement>;

export const BlockReason = named('BlockReason', 'Why the service blocks an answer.', () =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('protection'), protectionType: z.string() }),
    z.object({ kind: z.literal('cyber'), trustedAccess: z.boolean().optional() }),
  ]),
);
export type BlockReason = Infer<typeof BlockReason>;

export const AgentMessageDisplay = named('AgentMessageDisplay', 'How the service wants an answer to be shown.', () =>
  z.discriminatedUnion('mode', [
    z.object({
      mode: z.literal('show'),
      version: z.literal(1),
      annotation: AnswerAnnotation().optional(),
      trustedContacts: TrustedContacts(),
    }),
    z.object({ mode: z.literal('hide'), version: z.literal(1), replacement: AnswerReplacement() }),
    z.object({ mode: z.literal('block'), version: z.literal(1), reason: BlockReason() }),
  ]),
);
export type AgentMessageDisplay = Infer<typeof AgentMessageDisplay>;

export const AgentMessageModeration = named(
  'AgentMessageModeration',
  'What the service says about an answer. Always null here.',
  () => z.object({ moderated: z.boolean(), display: AgentMessageDisplay().nullable() }),
);
export type AgentMessageModeration = Infer<typeof AgentMessageModeration>;

export const AgentMessageDelivery = named(
  'AgentMessageDelivery',
  'How a message was delivered. Always null here.',
  () => z.literal('async'),
);
export type AgentMessageDelivery = Infer<typeof AgentMessageDelivery>;

export const MemoryCitationEntry = named('MemoryCitationEntry', 'Lines of a memory file.', () =>
  z.object({ path: z.string(), lineStart: z.int(), lineEnd: z.int(), note: z.string() }),
);
export type MemoryCitationEntry = Infer<typeof MemoryCitationEntry>;

export const MemoryCitation = named('MemoryCitation', 'What a message took from memory. Always null here.', () =>
  z.object({ entries: z.array(MemoryCitationEntry()), threadIds: z.array(z.string()) }),
);
export type MemoryCitation = Infer<typeof MemoryCitation>;

export const MessagePhase = named(
  'MessagePhase',
  'Whether a message is a comment during the work, or the answer.',
  () => z.enum(['commentary', 'partial_answer', 'final_answer']),
);
export type MessagePhase = Infer<typeof MessagePhase>;

export const HookPromptFragment = named('HookPromptFragment', 'Text that a hook added to the input of the model.', () =>
  z.object({ text: z.string(), hookRunId: z.string() }),
);
export type HookPromptFragment = Infer<typeof HookPromptFragment>;

export const FunctionCallOutputContentItem = named(
  'FunctionCallOutputContentItem',
  'One piece of the output of a function call.',
  () =>
    z.union([
      z.object({ type: z.literal('input_text'), text: z.string() }),
      z.object({
        type: z.literal('input_image'),
        detail: ImageDetail().nullable().default(null),
        image_url: z.string(),
      }),
      z.object({ type: z.literal('input_image'), detail: ImageDetail().nullable().default(null), file_id: z.string() }),
      z.object({ type: z.literal('input_audio'), audio_url: z.string() }),
      z.object({ type: z.literal('input_audio'), file_id: z.string() }),
      z.object({ type: z.literal('encrypted_content'), encrypted_content: z.string() }),
    ]),
);
export type FunctionCallOutputContentItem = Infer<typeof FunctionCallOutputContentItem>;

export const FunctionCallOutputBody = named(
  'FunctionCallOutputBody',
  'The output of a function call: a text, or several pieces.',
  () => z.union([z.string(), z.array(FunctionCallOutputContentItem())]),
);
export type FunctionCallOutputBody = Infer<typeof FunctionCallOutputBody>;

export const AsyncUserInputQuestion = named(
  'AsyncUserInputQuestion',
  'A question that a message asks without waiting. Always null here.',
  () => z.object({ title: z.string(), options: z.array(z.string()).nullable() }),
);
export type AsyncUserInputQuestion = Infer<typeof AsyncUserInputQuestion>;

export const ImageGenerationItem = named(
  'ImageGenerationItem',
  'An image that the model service made; the result is in base64.',
  () =>
    z.object({
      id: z.string(),
      status: z.string(),
      revisedPrompt: z.string().nullable(),
      transparentBackground: z.boolean().optional(),
      failure: ImageGenerationFailure().nullable(),
      savedPath: AbsolutePathBuf().optional(),
      inputImages: z.array(ImageGenerationInputImage()).optional(),
      generationId: z.string().nullable(),
      result: z.string(),
    }),
);
export type ImageGenerationItem = Infer<typeof ImageGenerationItem>;

import type { ToolContent } from './client-request.js';
import type { ImageDetail } from './history-item.js';

/**
 * One visible step of a turn. It has a stable id, starts, and completes with everything that is known about it. Times are milliseconds since the epoch; null
 * when the rollout does not have them.
 */
export type Item =
  | UserMessage
  | AgentMessage
  | Reasoning
  | Plan
  | CommandExecution
  | FileChanges
  | McpToolCall
  | DynamicToolCall
  | AgentCall
  | WebSearch
  | ImageView
  | ContextCompaction
  | HookPrompt
  | EnteredReview
  | ExitedReview;

export type ItemType = Item['type'];

interface Base {
  readonly id: string;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
}

export type UserContent =
  | { readonly type: 'text'; readonly text: string; readonly elements?: readonly TextElement[] | undefined }
  | { readonly type: 'image'; readonly url: string; readonly detail?: ImageDetail | undefined }
  /** `url` is the picture as it was read; undefined when it could not be. */
  | {
      readonly type: 'local-image';
      readonly path: string;
      readonly url?: string | undefined;
      readonly detail?: ImageDetail | undefined;
    }
  /** The model gets the text of the skill in a separate message. */
  | { readonly type: 'skill'; readonly name: string; readonly path: string }
  /** For clients alone: the text of the message names it, too. */
  | { readonly type: 'mention'; readonly name: string; readonly path: string };

/** A part of a text that clients show in their own way: bytes of its UTF-8 form. */
export interface TextElement {
  readonly start: number;
  readonly end: number;
  readonly placeholder: string | null;
}

export interface UserMessage extends Base {
  readonly type: 'user-message';
  /** From the rollout; otherwise the text decides. */
  readonly kind?: MessageKind | undefined;
  readonly content: readonly UserContent[];
  /** The id that the client has given it. */
  readonly clientId?: string | undefined;
}

/** The texts of a message, part by part. */
export const textsOf = ({ content }: UserMessage): string[] =>
  content.flatMap((part) => (part.type === 'text' ? [part.text] : []));

/** The pictures of a message that could be read, as URLs. */
export const imagesOf = ({ content }: UserMessage): string[] =>
  content.flatMap((part) => ('url' in part && part.url !== undefined ? [part.url] : []));

export interface AgentMessage extends Base {
  readonly type: 'agent-message';
  /** Part by part, as the model wrote it. */
  readonly texts: readonly string[];
  /** What the message is for, where the model says so: `commentary`, `final_answer` and others. */
  readonly phase?: string | undefined;
  readonly cutOff?: CutOff | undefined;
}

/** The item was ended before the model came to its end; it has what was said so far. v1 has no word for it. */
export type CutOff = true;

export interface Reasoning extends Base {
  readonly type: 'reasoning';
  readonly summary: readonly string[];
  /** The thinking itself, where the model and the configuration show it. */
  readonly content: readonly string[];
  readonly cutOff?: CutOff | undefined;
}

/** What the model proposes to do, in plan mode. */
export interface Plan extends Base {
  readonly type: 'plan';
  readonly text: string;
}

export type ActionStatus = 'in-progress' | 'completed' | 'failed' | 'declined';

export type CommandAction =
  /** `name` is short, for display; `path` leads to the file, from the folder of the command where it is relative. */
  | { type: 'read'; cmd: string; name: string; path?: string | undefined }
  | { type: 'list_files'; cmd: string; path: string | null }
  | { type: 'search'; cmd: string; query: string | null; path: string | null }
  | { type: 'unknown'; cmd: string };

export interface CommandResult {
  /** Both streams in the order in which they arrived. */
  readonly aggregated: string;
  readonly exitCode: number;
  readonly durationMs: number;
  /** Each stream by itself, and the whole as the model reads it: of an execution that ends. A rollout keeps `aggregated` alone. */
  readonly stdout?: string | undefined;
  readonly stderr?: string | undefined;
  readonly formatted?: string | undefined;
}

/** Who runs a command: the model, the user, or the model in a session that may outlive the call. */
export type CommandSource = 'agent' | 'user-shell' | 'unified-exec-startup';

export interface CommandExecution extends Base {
  readonly type: 'command-execution';
  readonly callId: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly source: CommandSource;
  /** Names the process to clients and, where it can be written to, to the model; null before the command runs. */
  readonly processId: string | null;
  /** What it seems to do, for display only. */
  readonly actions: readonly CommandAction[];
  readonly status: ActionStatus;
  readonly result?: CommandResult | undefined;
}

export type FileChange =
  | { readonly type: 'add'; readonly content: string }
  /** The content that goes. */
  | { readonly type: 'delete'; readonly content: string }
  /** Hunks without file headers; `movePath` is where the file goes. */
  | { readonly type: 'update'; readonly unifiedDiff: string; readonly movePath: string | null };

export interface FileChanges extends Base {
  readonly type: 'file-changes';
  readonly callId: string;
  /** By absolute path. */
  readonly changes: Readonly<Record<string, FileChange>>;
  /** Without an approval. */
  readonly autoApproved: boolean;
  readonly status: ActionStatus;
  readonly result?: { readonly stdout: string; readonly stderr: string } | undefined;
}

/** A result in the words of the Model Context Protocol, or why there is none. */
export type McpOutcome = { readonly ok: object } | { readonly error: string };

export interface McpToolCall extends Base {
  readonly type: 'mcp-tool-call';
  readonly callId: string;
  readonly server: string;
  readonly tool: string;
  /** Null when the model gave none. */
  readonly arguments: unknown;
  /** The description of the tool by its server. */
  readonly readOnlyHint?: boolean | undefined;
  readonly status: ActionStatus;
  readonly outcome?: McpOutcome | undefined;
  readonly durationMs?: number | undefined;
}

/** A call of a tool that a client has brought. */
export interface DynamicToolCall extends Base {
  readonly type: 'dynamic-tool-call';
  readonly callId: string;
  readonly namespace: string | null;
  readonly tool: string;
  readonly arguments: unknown;
  readonly status: ActionStatus;
  /** Null while it runs. */
  readonly contentItems: readonly ToolContent[] | null;
  readonly success: boolean | null;
  readonly durationMs: number | null;
}

/** A call that has started, steered or ended other agents. Other programs make them; here they are only shown (C713). */
export interface AgentCall extends Base {
  readonly type: 'agent-call';
  readonly callId: string;
  /** The word in the file. */
  readonly tool: string;
  readonly status: 'completed' | 'failed' | 'interrupted';
  readonly sender: string;
  readonly receivers: readonly string[];
  readonly prompt: string | null;
  readonly model: string | null;
  readonly effort: string | null;
  /** What was known of each agent at the end of the call, by thread id. */
  readonly states: Readonly<Record<string, { readonly status: string; readonly message: string | null }>>;
  /** The item as its file has it, for copies. */
  readonly stored: object;
}

export interface WebSearch extends Base {
  readonly type: 'web-search';
  /** Undefined while it runs, and for other actions than a search. */
  readonly query?: string | undefined;
  readonly action?: { readonly type: string; readonly query?: string | undefined } | undefined;
}

export interface ImageView extends Base {
  readonly type: 'image-view';
  readonly callId: string;
  readonly path: string;
}

export interface ContextCompaction extends Base {
  readonly type: 'context-compaction';
  /** The history has grown over the limit, or a client asked for it. */
  readonly reason: 'limit' | 'request';
  /** Size of the history before, as far as the model has counted. */
  readonly tokens: number | null;
  readonly status: 'in-progress' | 'completed' | 'failed';
}

/** The text from hooks that the model got instead of the end of the turn. */
export interface HookPrompt extends Base {
  readonly type: 'hook-prompt';
  readonly fragments: readonly { readonly text: string; readonly hookRunId: string }[];
}

export interface EnteredReview extends Base {
  readonly type: 'entered-review';
  readonly prompt: string;
  /** What is reviewed, in short. */
  readonly hint: string;
}

export interface ExitedReview extends Base {
  readonly type: 'exited-review';
  /** As the rollout has it; undefined when the review gave nothing. */
  readonly output?: object | undefined;
}

/** An item whose action runs on this machine or a server, after an approval where one is needed. */
export type ActionItem = CommandExecution | FileChanges | McpToolCall;

/** What a text of a user message counts as: the user's own words, or context that is wrapped in a message. */
export type MessageKind = 'plain' | 'user_instructions' | 'environment_context';

/** Only the form of the wrapping decides (C9). */
export function messageKind(text: string): MessageKind {
  const trimmed = text.trim().toLowerCase();
  for (const kind of ['environment_context', 'user_instructions'] as const) {
    if (trimmed.startsWith(`<${kind}>`) && trimmed.endsWith(`</${kind}>`)) return kind;
  }
  return 'plain';
}

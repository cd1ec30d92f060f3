import { resolve } from 'node:path';
import type { CommandAction as WireAction } from '../../../protocol/v2/item-parts.js';
import type { ThreadItem } from '../../../protocol/v2/items.js';
import type { UserInput } from '../../../protocol/v2/user-input.js';
import type { ToolContent } from '../../domain/client-request.js';
import type {
  ActionStatus,
  AgentMessage,
  CommandAction,
  CommandExecution,
  DynamicToolCall,
  FileChange,
  FileChanges,
  Item,
  McpToolCall,
  TextElement,
  UserContent,
  UserMessage,
  WebSearch,
} from '../../domain/item.js';
import { reviewText } from '../../domain/review.js';
import { quoteWords } from '../../domain/shell-quote.js';
import { agentCall } from './agent-call.js';

/** The one form of an item on the wire of v2, live and in histories. Every member of the schema is there. */
export function wireItem(item: Item): ThreadItem {
  const times = { startedAtMs: item.startedAt, completedAtMs: item.completedAt };
  const { id } = item;
  switch (item.type) {
    case 'user-message':
      return { type: 'userMessage', id, clientId: item.clientId ?? null, content: userContent(item), ...times };
    case 'agent-message':
      return { ...agentMessage(item), ...times };
    case 'reasoning':
      return { type: 'reasoning', id, summary: [...item.summary], content: [...item.content], ...times };
    case 'plan':
      return { type: 'plan', id, text: item.text, ...times };
    case 'dynamic-tool-call':
      return { ...dynamicToolCall(item), ...times };
    case 'command-execution':
      return { ...commandExecution(item), ...times };
    case 'file-changes':
      return { type: 'fileChange', id, changes: fileChanges(item), status: STATUSES[item.status], ...times };
    case 'mcp-tool-call':
      return { ...mcpToolCall(item), ...times };
    case 'agent-call':
      return { ...agentCall(item), ...times };
    case 'web-search':
      return { ...webSearch(item), ...times };
    case 'image-view':
      return { type: 'imageView', id, path: item.path, ...times };
    case 'context-compaction':
      return { type: 'contextCompaction', id, ...times };
    case 'hook-prompt':
      return { type: 'hookPrompt', id, fragments: item.fragments.map((one) => ({ ...one })), ...times };
    case 'entered-review':
      return { type: 'enteredReviewMode', id, review: item.hint, ...times };
    case 'exited-review':
      return { type: 'exitedReviewMode', id, review: reviewText(item.output), ...times };
  }
}

type Untimed<T extends ThreadItem['type']> = Omit<Extract<ThreadItem, { type: T }>, 'startedAtMs' | 'completedAtMs'>;

const STATUSES = {
  'in-progress': 'inProgress',
  completed: 'completed',
  failed: 'failed',
  declined: 'declined',
} as const satisfies Record<ActionStatus, string>;

const userContent = ({ content }: UserMessage): UserInput[] => content.map(userInput);

export function userInput(part: UserContent): UserInput {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text, text_elements: (part.elements ?? []).map(textElement) };
    case 'image':
      return { type: 'image', detail: part.detail ?? null, url: part.url };
    case 'local-image':
      return { type: 'localImage', detail: part.detail ?? null, path: part.path };
    case 'skill':
    case 'mention':
      return { type: part.type, name: part.name, path: part.path };
  }
}

const textElement = ({ start, end, placeholder }: TextElement) => ({ byteRange: { start, end }, placeholder });

/** Other words than these would make clients refuse the message. */
const PHASES = new Map(
  (['commentary', 'partial_answer', 'final_answer'] as const).map((word) => [word as string, word]),
);

function agentMessage({ id, texts, phase }: AgentMessage): Untimed<'agentMessage'> {
  const nothing = { moderation: null, memoryCitation: null, delivery: null, questions: null };
  return { type: 'agentMessage', id, text: texts.join(''), phase: PHASES.get(phase ?? '') ?? null, ...nothing };
}

/** One line, as a user would write it in a shell. */
export const commandLine = (command: readonly string[]): string => quoteWords(command);

function commandExecution(item: CommandExecution): Untimed<'commandExecution'> {
  const { id, command, cwd, actions, status, result } = item;
  return {
    type: 'commandExecution',
    id,
    pluginId: null,
    scriptPath: null,
    command: commandLine(command),
    cwd,
    processId: item.processId,
    source: SOURCES[item.source],
    status: STATUSES[status],
    commandActions: actions.map((action) => commandAction(action, cwd)),
    aggregatedOutput: result?.aggregated || null,
    exitCode: result?.exitCode ?? null,
    durationMs: result ? Math.round(result.durationMs) : null,
  };
}

const SOURCES = {
  agent: 'agent',
  'user-shell': 'userShell',
  'unified-exec-startup': 'unifiedExecStartup',
} as const satisfies Record<CommandExecution['source'], string>;

export function commandAction(action: CommandAction, cwd: string): WireAction {
  const command = action.cmd;
  switch (action.type) {
    case 'read':
      return { type: 'read', command, name: action.name, path: resolve(cwd, action.path ?? action.name) };
    case 'list_files':
      return { type: 'listFiles', command, path: action.path };
    case 'search':
      return { type: 'search', command, query: action.query, path: action.path };
    case 'unknown':
      return { type: 'unknown', command };
  }
}

function fileChanges({ changes }: FileChanges) {
  return Object.entries(changes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, change]) => ({ path, ...fileChange(change) }));
}

function fileChange(change: FileChange) {
  switch (change.type) {
    case 'add':
      return { kind: { type: 'add' } as const, diff: change.content };
    case 'delete':
      return { kind: { type: 'delete' } as const, diff: change.content };
    case 'update':
      return { kind: { type: 'update', move_path: change.movePath } as const, diff: change.unifiedDiff };
  }
}

type McpResult = NonNullable<Untimed<'mcpToolCall'>['result']>;

function mcpToolCall(item: McpToolCall): Untimed<'mcpToolCall'> {
  const { id, server, tool, outcome, status, durationMs } = item;
  return {
    type: 'mcpToolCall',
    id,
    server,
    environmentId: null,
    tool,
    status: status === 'declined' ? 'failed' : STATUSES[status],
    arguments: item.arguments as Untimed<'mcpToolCall'>['arguments'],
    appContext: null,
    mcpAppUi: null,
    pluginId: null,
    readOnlyHint: item.readOnlyHint ?? null,
    result: outcome && 'ok' in outcome ? mcpResult(outcome.ok) : null,
    error: mcpError(item),
    durationMs: durationMs === undefined ? null : Math.round(durationMs),
  };
}

function mcpResult(ok: object): McpResult {
  const { content = [], structuredContent = null, _meta = null } = ok as Partial<McpResult>;
  return { content, structuredContent, _meta };
}

function mcpError({ status, outcome }: McpToolCall) {
  if (outcome && 'error' in outcome) return { message: outcome.error };
  return status === 'declined' ? { message: 'user rejected MCP tool call' } : null;
}

function dynamicToolCall(item: DynamicToolCall): Untimed<'dynamicToolCall'> {
  const { id, namespace, tool, status, contentItems, success, durationMs } = item;
  return {
    type: 'dynamicToolCall',
    id,
    namespace,
    tool,
    arguments: item.arguments as Untimed<'dynamicToolCall'>['arguments'],
    status: status === 'declined' ? 'failed' : STATUSES[status],
    contentItems: contentItems?.map(toolContent) ?? null,
    success,
    durationMs: durationMs === null ? null : Math.round(durationMs),
  };
}

function toolContent(part: ToolContent) {
  switch (part.type) {
    case 'text':
      return { type: 'inputText' as const, text: part.text };
    case 'image':
      return { type: 'inputImage' as const, imageUrl: part.url };
    case 'audio':
      return { type: 'inputAudio' as const, audioUrl: part.url };
  }
}

function webSearch({ id, query, action }: WebSearch): Untimed<'webSearch'> {
  return { type: 'webSearch', id, query: query ?? '', action: searchAction(action), results: null };
}

function searchAction(action: WebSearch['action']): Untimed<'webSearch'>['action'] {
  const { type, query, queries, url, pattern } = (action ?? { type: 'other' }) as Partial<Record<string, unknown>>;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  switch (type) {
    case 'search':
      return { type: 'search', query: text(query), queries: Array.isArray(queries) ? queries.map(String) : null };
    case 'open_page':
      return { type: 'openPage', url: text(url) };
    case 'find_in_page':
      return { type: 'findInPage', url: text(url), pattern: text(pattern) };
    default:
      return { type: 'other' };
  }
}

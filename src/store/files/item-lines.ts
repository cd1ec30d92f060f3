import { fileURLToPath, pathToFileURL } from 'node:url';
import type {
  CommandAction,
  CommandExecution,
  CommandSource,
  DynamicToolCall,
  FileChange,
  Item,
  McpToolCall,
  TextElement,
  UserContent,
} from '../../domain/item.js';
import { DiskItem } from './item-schemas.js';

/** When an item began and ended; stored beside the item in its line. */
export interface Times {
  readonly startedAt: number | null;
  readonly completedAt: number | null;
}

/** A completed item as its line stores it. Members without a value are left out, as in 0.171. */
export function diskForm(item: Item): object {
  const { id } = item;
  switch (item.type) {
    case 'user-message':
      return { type: 'UserMessage', id, ...given('client_id', item.clientId), content: item.content.map(diskPart) };
    case 'agent-message': {
      const content = item.texts.map((text) => ({ type: 'Text', text }));
      return { type: 'AgentMessage', id, content, ...given('phase', item.phase), ...own({ cut_off: item.cutOff }) };
    }
    case 'reasoning': {
      const { summary: summary_text, content: raw_content } = item;
      return { type: 'Reasoning', id, summary_text, raw_content, ...own({ cut_off: item.cutOff }) };
    }
    case 'command-execution':
      return command(item);
    case 'file-changes': {
      const changes = Object.fromEntries(
        Object.entries(item.changes).map(([path, change]) => [path, diskChange(change)]),
      );
      const { status, autoApproved: auto_approved, result } = item;
      return { type: 'FileChange', id, changes, status: ended(status), auto_approved, ...result };
    }
    case 'mcp-tool-call':
      return mcpCall(item);
    case 'dynamic-tool-call':
      return dynamicCall(item);
    case 'agent-call':
      return item.stored;
    case 'web-search':
      return { type: 'WebSearch', id, query: item.query ?? '', action: item.action ?? { type: 'other' } };
    case 'image-view':
      return { type: 'ImageView', id, ...located('path', item.path) };
    case 'plan':
      return { type: 'Plan', id, text: item.text };
    case 'context-compaction': {
      const { reason, tokens, status } = item;
      return { type: 'ContextCompaction', id, ...own({ reason, tokens, status }) };
    }
    case 'hook-prompt':
      return { type: 'HookPrompt', id, fragments: [...item.fragments] };
    case 'entered-review': {
      const target = { type: 'custom', instructions: item.prompt };
      return { type: 'EnteredReviewMode', id, target, user_facing_hint: item.hint };
    }
    case 'exited-review':
      return { type: 'ExitedReviewMode', id, review_output: item.output ?? null };
  }
}

function command(item: CommandExecution): object {
  const { id, processId, source, result } = item;
  return {
    type: 'CommandExecution',
    id,
    ...given('process_id', processId),
    command: item.command,
    ...located('cwd', item.cwd),
    parsed_cmd: item.actions.map(diskAction),
    source: source.replaceAll('-', '_'),
    status: ended(item.status),
    aggregated_output: result?.aggregated ?? '',
    ...(result ? { exit_code: result.exitCode, duration: duration(result.durationMs) } : {}),
  };
}

/** Later releases also store the path of a file that was read. */
const diskAction = (action: CommandAction): object =>
  action.type === 'read' ? { ...action, path: action.path ?? action.name } : action;

function mcpCall({
  id,
  server,
  tool,
  arguments: args,
  readOnlyHint,
  status,
  outcome,
  durationMs,
}: McpToolCall): object {
  const end = outcome && ('ok' in outcome ? { result: outcome.ok } : { error: { message: outcome.error } });
  return {
    type: 'McpToolCall',
    id,
    server,
    tool,
    arguments: args,
    ...given('readOnlyHint', readOnlyHint),
    // 0.171 has no status for calls that were declined.
    status: status === 'declined' ? 'failed' : ended(status),
    ...end,
    ...(durationMs === undefined ? {} : { duration: duration(durationMs) }),
    ...own({ declined: status === 'declined' || undefined }),
  };
}

function dynamicCall({ id, namespace, tool, arguments: args, status, ...end }: DynamicToolCall): object {
  return {
    type: 'DynamicToolCall',
    id,
    ...given('namespace', namespace),
    tool,
    arguments: args,
    status: status === 'declined' ? 'failed' : ended(status),
    ...(end.contentItems === null ? {} : { content_items: end.contentItems.map(diskToolContent) }),
    ...given('success', end.success),
    ...(end.durationMs === null ? {} : { duration: duration(end.durationMs) }),
    ...own({ declined: status === 'declined' || undefined }),
  };
}

const diskToolContent = (content: NonNullable<DynamicToolCall['contentItems']>[number]): object => {
  switch (content.type) {
    case 'text':
      return { type: 'inputText', text: content.text };
    case 'image':
      return { type: 'inputImage', imageUrl: content.url };
    case 'audio':
      return { type: 'inputAudio', audioUrl: content.url };
  }
};

function diskPart(part: UserContent): object {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text, text_elements: (part.elements ?? []).map(diskElement) };
    case 'image':
      return { type: 'image', image_url: part.url, ...given('detail', part.detail) };
    case 'local-image':
      return { type: 'local_image', path: part.path, ...given('detail', part.detail) };
    case 'skill':
    case 'mention':
      return { type: part.type, name: part.name, path: part.path };
  }
}

const diskElement = ({ start, end, placeholder }: TextElement): object => ({
  byte_range: { start, end },
  ...given('placeholder', placeholder),
});

function diskChange(change: FileChange): object {
  if (change.type !== 'update') return change;
  return { type: 'update', unified_diff: change.unifiedDiff, move_path: change.movePath };
}

/** A running item is never written. If a line shows one, the item did not finish. */
const ended = (status: CommandExecution['status']) => (status === 'in-progress' ? 'failed' : status);

const given = <T>(name: string, value: T | null | undefined): Record<string, T> =>
  value === null || value === undefined ? {} : { [name]: value };

function own(members: Record<string, unknown>): { turnwire?: object } {
  const known = Object.entries(members).filter(([, value]) => value !== undefined);
  return known.length === 0 ? {} : { turnwire: Object.fromEntries(known) };
}

/** Paths are URLs in 0.171. A path that a URL cannot hold unchanged is stored beside it. */
function located(name: string, path: string): object {
  const url = pathToFileURL(path).href;
  return { [name]: url, ...(pathOf(url) === path ? {} : own({ [name]: path })) };
}

function pathOf(url: string): string {
  try {
    return url.startsWith('file://') ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
}

function duration(ms: number): { secs: number; nanos: number } {
  const whole = Math.round(ms);
  return { secs: Math.floor(whole / 1000), nanos: (whole % 1000) * 1e6 };
}

/** The text is cut off, as in 0.171. */
const inMs = ({ secs, nanos }: { secs: number; nanos: number }): number => Math.floor(secs * 1000 + nanos / 1e6);

/** The item of a line; undefined for kinds that are not known. */
export function itemOf(json: unknown, times: Times): Item | undefined {
  const parsed = DiskItem.safeParse(json);
  return parsed.success ? domainForm(parsed.data, times) : undefined;
}

function domainForm(disk: DiskItem, times: Times): Item {
  const { turnwire } = disk;
  const base = { id: disk.id, ...times };
  const cutOff = turnwire.cut_off === true ? { cutOff: true as const } : {};
  switch (disk.type) {
    case 'UserMessage':
      return {
        type: 'user-message',
        ...base,
        content: disk.content.map(domainPart),
        ...(disk.client_id == null ? {} : { clientId: disk.client_id }),
      };
    case 'AgentMessage': {
      const phase = disk.phase == null ? {} : { phase: disk.phase };
      return { type: 'agent-message', ...base, texts: disk.content.map(({ text }) => text), ...phase, ...cutOff };
    }
    case 'Reasoning':
      return { type: 'reasoning', ...base, summary: disk.summary_text, content: disk.raw_content, ...cutOff };
    case 'CommandExecution': {
      const { aggregated_output, exit_code, status } = disk;
      const result = exit_code == null ? undefined : { aggregated: aggregated_output ?? '', exitCode: exit_code };
      return {
        type: 'command-execution',
        ...base,
        callId: disk.id,
        command: disk.command,
        cwd: pathIn(turnwire.cwd, disk.cwd),
        source: SOURCES[disk.source] ?? 'agent',
        processId: disk.process_id ?? null,
        actions: disk.parsed_cmd,
        status,
        ...(result ? { result: { ...result, durationMs: disk.duration ? inMs(disk.duration) : 0 } } : {}),
      };
    }
    case 'FileChange': {
      const { stdout, stderr } = disk;
      const result = stdout == null && stderr == null ? {} : { result: { stdout: stdout ?? '', stderr: stderr ?? '' } };
      return {
        type: 'file-changes',
        ...base,
        callId: disk.id,
        changes: Object.fromEntries(Object.entries(disk.changes).map(([path, change]) => [path, domainChange(change)])),
        autoApproved: disk.auto_approved,
        status: disk.status,
        ...result,
      };
    }
    case 'McpToolCall': {
      const { result, error, duration: took } = disk;
      const outcome = result ? { ok: result } : error ? { error: error.message } : undefined;
      return {
        type: 'mcp-tool-call',
        ...base,
        callId: disk.id,
        server: disk.server,
        tool: disk.tool,
        arguments: disk.arguments ?? null,
        ...given('readOnlyHint', disk.readOnlyHint),
        status: turnwire.declined === true ? 'declined' : disk.status,
        ...(outcome ? { outcome } : {}),
        ...(took ? { durationMs: inMs(took) } : {}),
      };
    }
    case 'DynamicToolCall':
      return {
        type: 'dynamic-tool-call',
        ...base,
        callId: disk.id,
        namespace: disk.namespace ?? null,
        tool: disk.tool,
        arguments: disk.arguments ?? null,
        status: turnwire.declined === true ? 'declined' : disk.status,
        contentItems: disk.content_items?.flatMap(domainToolContent) ?? null,
        success: disk.success ?? null,
        durationMs: disk.duration ? inMs(disk.duration) : null,
      };
    case 'CollabAgentToolCall': {
      const { tool, status, prompt, model, turnwire: _, ...stored } = disk;
      return {
        type: 'agent-call',
        ...base,
        callId: disk.id,
        tool,
        status,
        sender: disk.sender_thread_id,
        receivers: disk.receiver_thread_ids,
        prompt,
        model,
        effort: disk.reasoning_effort,
        states: disk.agents_states,
        stored,
      };
    }
    case 'WebSearch': {
      const { query, action } = disk;
      if (action == null || action.type === 'other') return { type: 'web-search', ...base };
      return { type: 'web-search', ...base, query: action.type === 'search' ? query : undefined, action };
    }
    case 'ImageView':
      return { type: 'image-view', ...base, callId: disk.id, path: pathIn(turnwire.path, disk.path) };
    case 'Plan':
      return { type: 'plan', ...base, text: disk.text };
    case 'ContextCompaction':
      return {
        type: 'context-compaction',
        ...base,
        reason: turnwire.reason === 'request' ? 'request' : 'limit',
        tokens: typeof turnwire.tokens === 'number' ? turnwire.tokens : null,
        status: turnwire.status === 'failed' ? 'failed' : 'completed',
      };
    case 'HookPrompt':
      return { type: 'hook-prompt', ...base, fragments: disk.fragments };
    case 'EnteredReviewMode': {
      const prompt = disk.target?.instructions;
      const hint = disk.user_facing_hint ?? '';
      return { type: 'entered-review', ...base, prompt: typeof prompt === 'string' ? prompt : '', hint };
    }
    case 'ExitedReviewMode':
      return { type: 'exited-review', ...base, output: disk.review_output ?? undefined };
  }
}

const pathIn = (kept: unknown, url: string): string => (typeof kept === 'string' ? kept : pathOf(url));

const SOURCES: Partial<Record<string, CommandSource>> = {
  agent: 'agent',
  user_shell: 'user-shell',
  unified_exec_startup: 'unified-exec-startup',
};

type UserPart = Extract<DiskItem, { type: 'UserMessage' }>['content'][number];

function domainPart(part: UserPart): UserContent {
  switch (part.type) {
    case 'text':
      return {
        type: 'text',
        text: part.text,
        ...(part.text_elements.length === 0 ? {} : { elements: part.text_elements }),
      };
    case 'image':
      return { type: 'image', url: part.image_url, ...(part.detail == null ? {} : { detail: part.detail }) };
    case 'local_image':
      return { type: 'local-image', path: part.path, ...(part.detail == null ? {} : { detail: part.detail }) };
    case 'skill':
    case 'mention':
      return { type: part.type, name: part.name, path: part.path };
  }
}

type ChangeOnDisk = Extract<DiskItem, { type: 'FileChange' }>['changes'][string];

function domainChange(change: ChangeOnDisk): FileChange {
  if (change.type !== 'update') return change;
  return { type: 'update', unifiedDiff: change.unified_diff, movePath: change.move_path ?? null };
}

type ToolContent = NonNullable<DynamicToolCall['contentItems']>[number];

function domainToolContent(content: { type: string; text?: unknown; [key: string]: unknown }): ToolContent[] {
  const { type, text, imageUrl, audioUrl } = content;
  if (type === 'inputText' && typeof text === 'string') return [{ type: 'text', text }];
  if (type === 'inputImage' && typeof imageUrl === 'string') return [{ type: 'image', url: imageUrl }];
  if (type === 'inputAudio' && typeof audioUrl === 'string') return [{ type: 'audio', url: audioUrl }];
  return [];
}

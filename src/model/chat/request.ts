import type { ModelRequest } from '../../core/ports/index.js';
import type {
  ContentPart as ContentItem,
  ImageDetail,
  HistoryItem as ResponseItem,
} from '../../domain/history-item.js';
import { stringifyJson } from '../../domain/json.js';
import { sentTier } from '../catalogue.js';
import { isOutput, validArguments } from '../valid-items.js';
import { fieldOf, type ReasoningField, thoughtOf } from './reasoning-field.js';

interface Call {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

interface Message {
  readonly role: string;
  content: unknown;
  tool_calls?: Call[];
  tool_call_id?: string;
  /** The reasoning before this message, under the name that its server uses. */
  reasoning?: string;
  reasoning_content?: string;
}

/** What a server requires beyond the API. */
export interface ServerHabits {
  /** It accepts `stream_options`, which asks for the usage. */
  readonly requestUsage: boolean;
  /** Its messages have to alternate between user and assistant. */
  readonly alternates?: boolean;
  /** It wants `reasoning_content` in each message with calls. */
  readonly wantsReasoning?: boolean;
}

/** The body of a request (C65). */
export function chatBody(request: ModelRequest, habits: ServerHabits): Record<string, unknown> {
  const tools = request.tools.flatMap((tool) => {
    if (tool.type !== 'function') return []; // this API has no other tools
    const { name, description, strict, parameters } = tool;
    return [{ type: 'function', function: { name, description, strict, parameters } }];
  });
  const tier = sentTier(request.model, request.serviceTier);
  return {
    model: request.model,
    messages: placedMessages(request, habits).map(({ message }) => message),
    stream: true,
    // An empty list is refused by some servers.
    ...(tools.length === 0 ? {} : { tools }),
    ...(request.outputSchema == null ? {} : { response_format: outputFormat(request.outputSchema) }),
    ...(tier === undefined ? {} : { service_tier: tier }),
    ...(habits.requestUsage ? { stream_options: { include_usage: true } } : {}),
  };
}

/** The items that are sent in the message at this index of the request. */
export const itemsInMessage = (request: ModelRequest, habits: ServerHabits, place: number): readonly ResponseItem[] =>
  placedMessages(request, habits)[place]?.items ?? [];

interface Placed {
  readonly message: Message;
  /** The items from which it was made. */
  readonly items: ResponseItem[];
}

function placedMessages({ instructions, input }: ModelRequest, habits: ServerHabits): Placed[] {
  const system: Placed = { message: { role: 'system', content: instructions }, items: [] };
  const all = messages(outputsBehindCalls(input), habits);
  return [system, ...(habits.alternates ? alternating(all) : all)];
}

function messages(input: readonly ResponseItem[], { wantsReasoning }: ServerHabits): Placed[] {
  const thoughts = thoughtsByAnchor(input);
  const field = reasoningFieldOf(input, wantsReasoning);
  const all: Placed[] = [];
  let lastSaid: unknown;
  /** The last reasoning after the last user message. */
  let thought = '';
  input.forEach((item, at) => {
    if (item.type === 'reasoning') thought = thoughtOf(item);
    if (item.type === 'message' && item.role === 'user') thought = '';
    const message = messageOf(item);
    if (!message) return;
    if (message.role === 'assistant' && !message.tool_calls) {
      if (message.content === lastSaid) return;
      lastSaid = message.content;
    }
    const anchored = thoughts.get(at);
    if (message.tool_calls && field === 'reasoning_content') message.reasoning_content = anchored ?? thought;
    else if (anchored !== undefined) message[field] = anchored;
    add(all, message, item);
  });
  return all;
}

/** DeepSeek refuses a message with calls but without reasoning (C267). */
function reasoningFieldOf(input: readonly ResponseItem[], wanted: boolean | undefined): ReasoningField {
  const named = input.some((item) => item.type === 'reasoning' && fieldOf(item) === 'reasoning_content');
  return wanted || named ? 'reasoning_content' : 'reasoning';
}

/** The text and the calls of one response stay one message; servers refuse calls that are separated from their outputs. */
function add(all: Placed[], message: Message, item: ResponseItem): void {
  const last = all.at(-1);
  if (!message.tool_calls || last?.message.role !== 'assistant') {
    all.push({ message, items: [item] });
    return;
  }
  const before = last.message;
  before.tool_calls = [...(before.tool_calls ?? []), ...message.tool_calls];
  for (const field of ['reasoning', 'reasoning_content'] as const) {
    const texts = [before[field], message[field]].filter((text) => text !== undefined);
    if (texts.length > 0) before[field] = [...new Set(texts)].join('');
  }
  last.items.push(item);
}

/** Joins messages of one role that follow one another, for models whose template refuses them (C269). */
function alternating(all: readonly Placed[]): Placed[] {
  const joined: Placed[] = [];
  for (const { message, items } of all) {
    const last = joined.at(-1);
    const plain = message.tool_call_id === undefined && !last?.message.tool_calls;
    if (!last || !plain || last.message.role !== message.role) {
      joined.push({ message: { ...message }, items: [...items] });
      continue;
    }
    last.message.content = joinedContent(last.message.content, message.content);
    if (message.tool_calls) last.message.tool_calls = message.tool_calls;
    last.items.push(...items);
  }
  return joined;
}

function joinedContent(a: unknown, b: unknown): unknown {
  if (a === null || a === '') return b;
  if (b === null || b === '') return a;
  if (typeof a === 'string' && typeof b === 'string') return `${a}\n\n${b}`;
  return [...partsOf(a), ...partsOf(b)];
}

const partsOf = (content: unknown): unknown[] => (Array.isArray(content) ? content : [{ type: 'text', text: content }]);

/** A message that came between a call and its output is moved after the output: servers allow nothing between them. */
function outputsBehindCalls(input: readonly ResponseItem[]): ResponseItem[] {
  const out: ResponseItem[] = [];
  let late: ResponseItem[] = [];
  const open = new Set<string>();
  for (const item of input) {
    if (isOutput(item)) {
      out.push(item);
      open.delete(item.call_id);
    } else if (open.size > 0 && item.type === 'message') {
      late.push(item);
    } else {
      if ('call_id' in item && item.call_id) open.add(item.call_id);
      out.push(item);
    }
    if (open.size === 0 && late.length > 0) {
      out.push(...late);
      late = [];
    }
  }
  return [...out, ...late];
}

function messageOf(item: ResponseItem): Message | undefined {
  switch (item.type) {
    case 'message':
      return { role: item.role, content: contentOf(item.content) };
    case 'function_call':
      return calling(item.call_id, item.name, validArguments(item.arguments));
    // Calls made over the other API are sent as functions: all servers understand those.
    case 'custom_tool_call':
      return calling(item.call_id, item.name, stringifyJson({ input: item.input }));
    case 'local_shell_call': {
      const { command, timeout_ms, working_directory } = item.action;
      const shell = { command, timeout_ms: timeout_ms ?? undefined, workdir: working_directory ?? undefined };
      return calling(item.call_id ?? item.id ?? '', 'shell', stringifyJson(shell));
    }
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { role: 'tool', tool_call_id: item.call_id, content: item.output };
    case 'reasoning':
    case 'web_search_call':
      return undefined;
  }
}

/** A plain text when there are only texts: many servers do not accept parts. */
function contentOf(content: readonly ContentItem[]): unknown {
  if (!content.some(({ type }) => type === 'input_image')) return content.map(textOf).join('');
  return content.map((part) =>
    part.type === 'input_image'
      ? { type: 'image_url', image_url: { url: part.image_url, ...detailOf(part.detail) } }
      : { type: 'text', text: part.text },
  );
}

/** `high` is the highest effort of this API. */
const detailOf = (detail: ImageDetail | undefined) =>
  detail === undefined ? {} : { detail: detail === 'original' ? 'high' : detail };

const textOf = (part: ContentItem): string => (part.type === 'input_image' ? '' : part.text);

const calling = (id: string, name: string, text: string): Message => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, type: 'function', function: { name, arguments: text } }],
});

/**
 * The message or call with which each reasoning item is sent: the assistant's message directly before it, otherwise the message or call directly after it.
 * Only reasoning after the last user message is sent; none is sent when that message is the last item (C65).
 */
function thoughtsByAnchor(input: readonly ResponseItem[]): Map<number, string> {
  const thoughts = new Map<number, string>();
  const lastUser = input.findLastIndex((item) => item.type === 'message' && item.role === 'user');
  if (lastUser >= 0 && !input.slice(lastUser + 1).some(speaks)) return thoughts;
  input.forEach((item, at) => {
    if (at <= lastUser || item.type !== 'reasoning') return;
    const text = thoughtOf(item);
    const anchor = isAssistant(input[at - 1]) ? at - 1 : ledTo(input[at + 1]) ? at + 1 : undefined;
    if (text.trim() !== '' && anchor !== undefined) thoughts.set(anchor, (thoughts.get(anchor) ?? '') + text);
  });
  return thoughts;
}

const speaks = (item: ResponseItem): boolean => item.type !== 'reasoning' && item.type !== 'web_search_call';

const isAssistant = (item: ResponseItem | undefined): boolean => item?.type === 'message' && item.role === 'assistant';

const ledTo = (item: ResponseItem | undefined): boolean =>
  isAssistant(item) ||
  item?.type === 'function_call' ||
  item?.type === 'local_shell_call' ||
  item?.type === 'custom_tool_call';

const outputFormat = (schema: unknown) => ({
  type: 'json_schema',
  json_schema: { name: 'codex_output_schema', strict: true, schema },
});

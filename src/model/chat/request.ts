import type { ContentItem, ResponseItem } from '../../../protocol/rollout/items.js';
import type { ModelRequest } from '../../core/ports/index.js';

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
  /** What the model thought before it said this. */
  reasoning?: string;
}

/** The body of a request (C65). The usage is asked for, where the server takes the question. */
export function chatBody(request: ModelRequest, { askUsage }: { askUsage: boolean }): Record<string, unknown> {
  const tools = request.tools.flatMap((tool) => {
    if (tool.type !== 'function') return []; // this wire has no others
    const { name, description, strict, parameters } = tool;
    return [{ type: 'function', function: { name, description, strict, parameters } }];
  });
  return {
    model: request.model,
    messages: [{ role: 'system', content: request.instructions }, ...messages(request.input)],
    stream: true,
    // An empty list is refused by some servers.
    ...(tools.length === 0 ? {} : { tools }),
    ...(askUsage ? { stream_options: { include_usage: true } } : {}),
  };
}

function messages(input: readonly ResponseItem[]): Message[] {
  const thoughts = thoughtsByAnchor(input);
  const all: Message[] = [];
  let lastSaid: unknown;
  input.forEach((item, at) => {
    const message = messageOf(item);
    if (!message) return;
    const reasoning = thoughts.get(at);
    if (message.role === 'assistant' && !message.tool_calls) {
      if (message.content === lastSaid) return;
      lastSaid = message.content;
    }
    add(all, reasoning === undefined ? message : { ...message, reasoning });
  });
  return all;
}

/** What a model said and called in one go stays one message; servers refuse calls that are parted from their outputs. */
function add(all: Message[], message: Message): void {
  const before = all.at(-1);
  if (!message.tool_calls || before?.role !== 'assistant') {
    all.push(message);
    return;
  }
  before.tool_calls = [...(before.tool_calls ?? []), ...message.tool_calls];
  const reasoning = [before.reasoning, message.reasoning].filter((text) => text !== undefined).join('');
  if (reasoning !== '') before.reasoning = reasoning;
}

function messageOf(item: ResponseItem): Message | undefined {
  switch (item.type) {
    case 'message':
      return { role: item.role, content: contentOf(item.content) };
    case 'function_call':
      return calling(item.call_id, item.name, readable(item.arguments));
    // Calls that another wire has left in the history: only functions are understood everywhere.
    case 'custom_tool_call':
      return calling(item.call_id, item.name, JSON.stringify({ input: item.input }));
    case 'local_shell_call': {
      const { command, timeout_ms, working_directory } = item.action;
      const shell = { command, timeout_ms: timeout_ms ?? undefined, workdir: working_directory ?? undefined };
      return calling(item.call_id ?? item.id ?? '', 'shell', JSON.stringify(shell));
    }
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { role: 'tool', tool_call_id: item.call_id, content: item.output };
    case 'reasoning':
    case 'web_search_call':
      return undefined;
  }
}

/** One text where there is nothing else: many servers take no parts. */
function contentOf(content: readonly ContentItem[]): unknown {
  if (!content.some(({ type }) => type === 'input_image')) return content.map(textOf).join('');
  return content.map((part) =>
    part.type === 'input_image'
      ? { type: 'image_url', image_url: { url: part.image_url } }
      : { type: 'text', text: part.text },
  );
}

const textOf = (part: ContentItem): string => (part.type === 'input_image' ? '' : part.text);

const calling = (id: string, name: string, text: string): Message => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id, type: 'function', function: { name, arguments: text } }],
});

/** Servers that read the arguments refuse every later request for one call that was cut off. */
function readable(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify({ unreadable: text });
  }
}

/**
 * The message or call that each thought is sent with: the assistant's message right before it, else what it led to right after it. Only
 * thoughts since the person last spoke are sent, and none once they have the last word (C65).
 */
function thoughtsByAnchor(input: readonly ResponseItem[]): Map<number, string> {
  const thoughts = new Map<number, string>();
  const lastUser = input.findLastIndex((item) => item.type === 'message' && item.role === 'user');
  if (lastUser >= 0 && !input.slice(lastUser + 1).some(speaks)) return thoughts;
  input.forEach((item, at) => {
    if (at <= lastUser || item.type !== 'reasoning') return;
    const text = (item.content ?? []).map((part) => part.text).join('');
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

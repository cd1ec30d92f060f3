import { createHash } from 'node:crypto';
import type { ContentPart as ContentItem, HistoryItem as ResponseItem } from '../domain/history-item.js';
import { stringifyJson } from '../domain/json.js';
import { pictureProblem } from '../domain/picture.js';

type Call = Extract<ResponseItem, { type: 'function_call' | 'custom_tool_call' | 'local_shell_call' }>;
type Output = Extract<ResponseItem, { type: 'function_call_output' | 'custom_tool_call_output' }>;
type Message = Extract<ResponseItem, { type: 'message' }>;
type Reasoning = Extract<ResponseItem, { type: 'reasoning' }>;

/**
 * The items of a history in a form that providers accept (C265). One item that a provider does not accept would make every later request of the
 * conversation fail. The history itself does not change; the same history always gives the same items.
 */
export function validItems(items: readonly ResponseItem[], origin: string): ResponseItem[] {
  const valid: ResponseItem[] = [];
  let hasTools = false;
  for (const item of items) {
    const one = item.type === 'reasoning' ? validReasoning(item, origin) : validOnce(item);
    if (one !== undefined) valid.push(one);
    hasTools ||= item.type !== 'message' && item.type !== 'reasoning';
  }
  return hasTools ? withPairs(valid) : valid;
}

/** A request has all items of the one before it: each is looked at once. */
const known = new WeakMap<ResponseItem, ResponseItem | null>();

function validOnce(item: ResponseItem): ResponseItem | undefined {
  let valid = known.get(item);
  if (valid === undefined) {
    valid = validItem(item) ?? null;
    known.set(item, valid);
  }
  return valid ?? undefined;
}

function validItem(item: ResponseItem): ResponseItem | undefined {
  switch (item.type) {
    case 'message':
      return validMessage(item);
    case 'function_call': {
      const args = validArguments(item.arguments);
      return args === item.arguments ? withToolName(item) : { ...withToolName(item), arguments: args };
    }
    case 'custom_tool_call':
      return withToolName(item);
    default:
      return item;
  }
}

function withToolName<T extends Named>(item: T): T {
  const [name, namespace] = [toolName(item.name), item.namespace && toolName(item.namespace)];
  return name === item.name && namespace === item.namespace ? item : { ...item, name, namespace };
}

type Named = Pick<Extract<Call, { type: 'function_call' }>, 'name' | 'namespace'>;

const MAX_NAME = 64;

/** No API accepts other names. The model invented this one, and got the error that there is no such tool. */
function toolName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, MAX_NAME) || 'unnamed';
}

/** A JSON object: servers parse the arguments, and refuse a request with an incomplete call. */
export function validArguments(text: string): string {
  if (text.trim() === '') return '{}';
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const sound = stringifyJson(value);
      return /\\ud[89a-f]/i.test(text) ? sound : text;
    }
  } catch {
    // Not JSON: handled below.
  }
  return stringifyJson({ unreadable: text });
}

function validMessage(item: Message): Message | undefined {
  if (item.content.every(isText) && item.content.some(({ text }) => text !== '')) return item; // the usual case
  const content = item.content.map(validPart);
  const isEmpty = content.every((part) => part.type !== 'input_image' && part.text === '');
  if (isEmpty) return undefined;
  return content.every((part, index) => part === item.content[index]) ? item : { ...item, content };
}

const isText = (part: ContentItem): part is Exclude<ContentItem, { type: 'input_image' }> =>
  part.type !== 'input_image';

function validPart(part: ContentItem): ContentItem {
  if (part.type !== 'input_image') return part;
  const problem = pictureProblem(part.image_url);
  return problem === undefined ? part : { type: 'input_text', text: `(A picture was left out: ${problem}.)` };
}

/** This provider cannot use the reasoning of another provider or account. */
function validReasoning(item: Reasoning, origin: string): Reasoning | undefined {
  const { origin: from, ...sent } = item;
  if (from === undefined) return item;
  return from === origin ? sent : undefined;
}

/** Gives each call exactly one output, directly after the calls of its response, and makes ids unique and short enough; drops outputs of unknown calls. */
function withPairs(items: readonly ResponseItem[]): ResponseItem[] {
  const out: ResponseItem[] = [];
  const used = new Set<string>();
  /** Calls without an output so far, by their id in the history. */
  const open = new Map<string, { id: string; call: Call }>();
  for (const item of items) {
    if (isCall(item)) {
      const known = item.call_id ?? item.id ?? '';
      const before = open.get(known);
      if (before) out.push(outputOf(before, 'aborted'));
      const id = freeId(known, used);
      open.set(known, { id, call: item });
      out.push(item.call_id === id ? item : { ...item, call_id: id });
    } else if (isOutput(item)) {
      const asked = open.get(item.call_id);
      if (!asked) continue;
      open.delete(item.call_id);
      const answer = outputOf(asked, item.output);
      out.push(answer.type === item.type && answer.call_id === item.call_id ? item : answer);
    } else out.push(item);
  }
  return open.size === 0 ? out : answered(out, [...open.values()]);
}

function answered(items: readonly ResponseItem[], open: readonly { id: string; call: Call }[]): ResponseItem[] {
  return items.flatMap((item) => {
    const asked = isCall(item) ? open.find(({ id }) => id === item.call_id) : undefined;
    return asked ? [item, outputOf(asked, 'aborted')] : [item];
  });
}

function outputOf({ id, call }: { id: string; call: Call }, output: string): Output {
  const type = call.type === 'custom_tool_call' ? 'custom_tool_call_output' : 'function_call_output';
  return { type, call_id: id, output };
}

/** The longest id that OpenAI accepts. */
const MAX_ID = 64;

function freeId(wanted: string, used: Set<string>): string {
  const short = wanted.length <= MAX_ID ? wanted : `${wanted.slice(0, 40)}_${hashOf(wanted).slice(0, 16)}`;
  const base = short === '' ? 'call' : short;
  let id = base;
  for (let n = 2; used.has(id); n++) id = `${base.slice(0, MAX_ID - 8)}_${n}`;
  used.add(id);
  return id;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export const isCall = (item: ResponseItem): item is Call =>
  item.type === 'function_call' || item.type === 'custom_tool_call' || item.type === 'local_shell_call';

export const isOutput = (item: ResponseItem): item is Output =>
  item.type === 'function_call_output' || item.type === 'custom_tool_call_output';

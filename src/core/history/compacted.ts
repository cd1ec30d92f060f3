import type { ResponseItem } from '../../../protocol/rollout/items.js';
import { messageKind } from '../../domain/message-kind.js';
import { toldEnvironment, userMessage, userText } from './context-messages.js';

/** Bytes of the person's own words that survive a compaction; the middle goes first. */
const MAX_USER_BYTES = 80_000;
const BRIDGE_START = '<conversation_summary>';

/**
 * What a history becomes when it is compacted: the initial context, then one message with everything the person has said and the
 * summary (C81).
 */
export function compacted(items: readonly ResponseItem[], summary: string): ResponseItem[] {
  return [...initialContext(items), bridge(userTexts(items), summary)];
}

function bridge(texts: string[], summary: string): ResponseItem {
  const said = texts.length > 0 ? shorten(texts.join('\n\n')) : '(none)';
  const text = [
    BRIDGE_START,
    'The conversation so far has been summed up to make room. What the person said, in order:',
    said,
    'Summary of the work:',
    summary.trim() === '' ? '(no summary available)' : summary,
    '</conversation_summary>',
  ].join('\n\n');
  return userMessage([{ type: 'input_text', text }]);
}

/** The instructions, and the surroundings as they are now; the shell is named in the first description only. */
function initialContext(items: readonly ResponseItem[]): ResponseItem[] {
  const end = items.findIndex((item) => !isContext(item));
  const initial = items.slice(0, end < 0 ? items.length : end);
  const now = toldEnvironment(items);
  if (now === undefined) return initial;
  const shell = initial.map(shellOf).find((name) => name !== undefined);
  return [...initial.filter((item) => !isEnvironment(item)), userText(withShell(now, shell))];
}

const isEnvironment = (item: ResponseItem): boolean =>
  item.type === 'message' && messageKind(textOf(item)) === 'environment_context';

const shellOf = (item: ResponseItem): string | undefined =>
  item.type === 'message' ? / {2}<shell>.*<\/shell>\n/.exec(textOf(item))?.[0] : undefined;

const END = '</environment_context>';

const withShell = (environment: string, shell = ''): string =>
  environment.endsWith(END) ? `${environment.slice(0, -END.length)}${shell}${END}` : environment;

function userTexts(items: readonly ResponseItem[]): string[] {
  return items.flatMap((item) => {
    if (!isUserMessage(item)) return [];
    const text = textOf(item);
    return text === '' || text.startsWith(BRIDGE_START) ? [] : [text];
  });
}

type Message = Extract<ResponseItem, { type: 'message' }>;

const textOf = (item: Message): string =>
  item.content.map((part) => (part.type === 'input_text' ? part.text : '')).join('');

const hasText = (item: Message): boolean => item.content.some((part) => part.type === 'input_text');

/** A message that wraps instructions or describes the surroundings. */
export function isContext(item: ResponseItem): boolean {
  return item.type === 'message' && item.role === 'user' && hasText(item) && messageKind(textOf(item)) !== 'plain';
}

/** A message of the person, as clients count them: pictures alone count, context does not. */
export function isUserMessage(item: ResponseItem): item is Message & { role: 'user' } {
  return item.type === 'message' && item.role === 'user' && !isContext(item);
}

function shorten(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_USER_BYTES) return text;
  const half = MAX_USER_BYTES / 2;
  const [head, tail] = [bytes.subarray(0, half).toString('utf8'), bytes.subarray(bytes.length - half).toString('utf8')];
  return `${head}\n… ${bytes.length - MAX_USER_BYTES} bytes left out …\n${tail}`.replaceAll('\ufffd', '');
}

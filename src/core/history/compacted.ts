import { type HistoryItem, inputText, type MessageItem, userMessage, userText } from '../../domain/history-item.js';
import { isInjectedWhole } from '../../domain/injected-text.js';
import { messageKind } from '../../domain/item.js';
import { lastEnvironment } from './context-messages.js';

/** This many bytes of the user's texts are kept in a compaction; the middle is dropped first. */
const MAX_USER_BYTES = 80_000;
const BRIDGE_START = '<conversation_summary>';

/**
 * The history after a compaction: the initial context, then one message with all texts of the user and the
 * summary (C81).
 */
export function compacted(items: readonly HistoryItem[], summary: string): HistoryItem[] {
  return [...initialContext(items), bridge(userTexts(items), summary)];
}

function bridge(texts: string[], summary: string): HistoryItem {
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

/** What a compaction keeps of a history, in addition to the texts of the user. */
export interface InitialContext {
  readonly items: readonly HistoryItem[];
  /** The last description of the environment. */
  readonly environment: HistoryItem | undefined;
  /** Other items came after these items. */
  readonly ended: boolean;
}

export function initialContextOf(items: readonly HistoryItem[]): InitialContext {
  const end = items.findIndex((item) => !isContext(item));
  return {
    items: end < 0 ? items : items.slice(0, end),
    environment: items.findLast((item) => isEnvironment(item) && item.type === 'message' && item.role === 'user'),
    ended: end >= 0,
  };
}

/** A history that a compaction turns into the same context. It has no text of the user. */
export function standingFor({ items, environment, ended }: InitialContext): HistoryItem[] {
  return ended ? [...items, bridge([], ''), ...(environment ? [environment] : [])] : [...items];
}

/** The instructions, and the environment as it is now; the shell is named in the first description only. */
function initialContext(items: readonly HistoryItem[]): HistoryItem[] {
  const end = items.findIndex((item) => !isContext(item));
  const initial = items.slice(0, end < 0 ? items.length : end);
  const now = lastEnvironment(items);
  if (now === undefined) return initial;
  const shell = initial.map(shellOf).find((name) => name !== undefined);
  return [...initial.filter((item) => !isEnvironment(item)), userText(withShell(now, shell))];
}

const isEnvironment = (item: HistoryItem): boolean =>
  item.type === 'message' && messageKind(inputText(item)) === 'environment_context';

const shellOf = (item: HistoryItem): string | undefined =>
  item.type === 'message' ? / {2}<shell>.*<\/shell>\n/.exec(inputText(item))?.[0] : undefined;

const END = '</environment_context>';

const withShell = (environment: string, shell = ''): string =>
  environment.endsWith(END) ? `${environment.slice(0, -END.length)}${shell}${END}` : environment;

function userTexts(items: readonly HistoryItem[]): string[] {
  return items.flatMap((item) => {
    if (!isUserMessage(item)) return [];
    const text = inputText(item);
    return text === '' || text.startsWith(BRIDGE_START) ? [] : [text];
  });
}

const hasText = (item: MessageItem): boolean => item.content.some((part) => part.type === 'input_text');

/** A message that wraps instructions or describes the environment, of this server or of a later release of the reference. */
export function isContext(item: HistoryItem): boolean {
  if (item.type !== 'message' || item.role !== 'user' || !hasText(item)) return false;
  const text = inputText(item);
  return isInjectedWhole(text) && !text.startsWith(BRIDGE_START);
}

/** A message of the user, as clients count them: pictures alone count, context does not. */
export function isUserMessage(item: HistoryItem): item is MessageItem & { role: 'user' } {
  return item.type === 'message' && item.role === 'user' && !isContext(item);
}

function shorten(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_USER_BYTES) return text;
  const half = MAX_USER_BYTES / 2;
  const [head, tail] = [bytes.subarray(0, half).toString('utf8'), bytes.subarray(bytes.length - half).toString('utf8')];
  return `${head}\n… ${bytes.length - MAX_USER_BYTES} bytes left out …\n${tail}`.replaceAll('\ufffd', '');
}

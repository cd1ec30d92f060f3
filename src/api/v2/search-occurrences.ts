import type { search, ThreadSearchOccurrence, ThreadSearchOccurrencesParams } from '../../../protocol/v2/search.js';
import type { TurnHistory } from '../../core/history/turn-history.js';
import { type Item, textsOf } from '../../domain/item.js';
import { isJsonObject, jsonOf } from '../../domain/json.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { invalid } from './overrides.js';
import { readHistory } from './read-thread.js';
import { cursorOf as turnCursor } from './turns-page.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 250;
/** Items that are looked at in one step. */
const STEP = 500;

export const occurrenceHandlers = {
  /** Messages that still count, in threads of each form (C751). */
  'thread/searchOccurrences'(api, params, { signal }) {
    if (params.searchTerm.trim() === '')
      throw invalid('params.searchTerm', 'thread/searchOccurrences requires a non-empty searchTerm');
    const from = startOf(params);
    return readHistory(api, params.threadId, 'thread/searchOccurrences', (history) =>
      occurrences(history, params, from, signal),
    );
  },
} satisfies Handlers<Pick<typeof search, 'thread/searchOccurrences'>, Api>;

/** The next occurrence: which item of the thread it is in, and which of the occurrences in that item it is. */
interface Place {
  readonly item: number;
  readonly occurrence: number;
}

async function occurrences(
  history: TurnHistory,
  { threadId, searchTerm, limit }: ThreadSearchOccurrencesParams,
  from: Place,
  signal: AbortSignal,
) {
  const size = Math.min(Math.max(limit ?? DEFAULT_LIMIT, 1), MAX_LIMIT);
  const term = new RegExp(escaped(inOneLine(searchTerm)), 'giu');
  const data: ThreadSearchOccurrence[] = [];
  for (let first = from.item; first < history.itemCount; first += STEP) {
    signal.throwIfAborted();
    for (const [n, { turnId, item }] of (await history.items(first, first + STEP)).entries()) {
      const skipped = first + n === from.item ? from.occurrence : 0;
      for (const [occurrence, found] of [...occurrencesIn(item, term)].entries()) {
        if (occurrence < skipped) continue;
        if (data.length === size)
          return { data, nextCursor: cursorOf(threadId, searchTerm, { item: first + n, occurrence }) };
        data.push({ turnId, itemId: item.id, ...found, turnCursor: turnCursor(turnId, true) });
      }
    }
  }
  return { data, nextCursor: null };
}

type Occurrence = Pick<ThreadSearchOccurrence, 'snippet' | 'snippetMatchRange'>;

function* occurrencesIn(item: Item, term: RegExp): Generator<Occurrence> {
  for (const text of messagesOf(item).map(inOneLine)) {
    for (const { 0: match, index } of text.matchAll(term)) yield snippetOf(text, index, match.length);
  }
}

function messagesOf(item: Item): string[] {
  if (item.type === 'user-message') return textsOf(item);
  return item.type === 'agent-message' ? [item.texts.join('')] : [];
}

const inOneLine = (text: string): string => text.replace(/\s+/g, ' ');

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Characters around what was found. */
const BEFORE = 49;
const AFTER = 96;

function snippetOf(text: string, index: number, length: number): Occurrence {
  // A character has at most two code units.
  const before = [...text.slice(Math.max(0, index - 2 * BEFORE), index)].slice(-BEFORE).join('');
  const after = [...text.slice(index + length, index + length + 2 * AFTER)].slice(0, AFTER).join('');
  const [begun, ended] = [before.length === index, index + length + after.length === text.length];
  const start = before.length + (begun ? 0 : 4);
  const snippet = `${begun ? '' : '... '}${before}${text.slice(index, index + length)}${after}${ended ? '' : ' ...'}`;
  return { snippet, snippetMatchRange: { start, end: start + length } };
}

const cursorOf = (threadId: string, searchTerm: string, next: Place): string =>
  JSON.stringify({ threadId, searchTerm, nextItem: next.item, nextOccurrence: next.occurrence });

/** A cursor continues one search of one thread. */
function startOf({ cursor, threadId, searchTerm }: ThreadSearchOccurrencesParams): Place {
  if (cursor == null) return { item: 0, occurrence: 0 };
  const read = jsonOf(cursor);
  const isOurs = isJsonObject(read) && read.threadId === threadId && read.searchTerm === searchTerm;
  if (!isOurs || !isCount(read.nextItem) || !isCount(read.nextOccurrence))
    throw invalid('params.cursor', `invalid cursor: ${cursor}`);
  return { item: read.nextItem, occurrence: read.nextOccurrence };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

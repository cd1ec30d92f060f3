import type {
  ThreadItemEntry,
  ThreadItemsListParams,
  ThreadItemsListResponse,
  ThreadItemsReadResponse,
} from '../../../protocol/v2/thread-reads.js';
import { heldHistory, type TurnHistory } from '../../core/history/turn-history.js';
import { isJsonObject } from '../../domain/json.js';
import type { PlacedItem } from '../../domain/turn-state.js';
import { wireItem } from './items.js';
import { invalid } from './overrides.js';
import { positions } from './positions.js';

/** A page of items, oldest first by default. `nextCursor` continues after the last item of the page, `backwardsCursor` begins with its first item. */
export async function itemsPage(
  all: TurnHistory,
  { turnId, cursor, limit, sortDirection }: ThreadItemsListParams,
): Promise<ThreadItemsListResponse> {
  const isNewestFirst = sortDirection === 'desc';
  const history = turnId == null ? all : heldHistory({ turns: [], placed: await placedIn(all, turnId) });
  const first = cursor == null ? 0 : await startOf(history, cursor, isNewestFirst);
  const { from, to, more } = positions(history.itemCount, first, limit, isNewestFirst);
  const read = await history.items(from, to);
  const page = isNewestFirst ? read.toReversed() : read;
  const [newest, last] = [page[0], page.at(-1)];
  return {
    data: page.map(entry),
    nextCursor: last && more ? cursorOf(last, false) : null,
    backwardsCursor: newest ? cursorOf(newest, true) : null,
  };
}

async function placedIn(all: TurnHistory, turnId: string): Promise<() => readonly PlacedItem[]> {
  const items = await all.itemsOf(turnId);
  return () => items;
}

/** Each item once, in the order of the turn. */
export async function itemsWithIds(
  history: TurnHistory,
  turnId: string,
  ids: readonly string[],
): Promise<ThreadItemsReadResponse> {
  const wanted = new Set(ids);
  return { data: (await history.itemsOf(turnId)).filter(({ item }) => wanted.has(item.id)).map(entry) };
}

/** Where a client can begin to page backwards: at the newest item. */
export async function newestItem(history: TurnHistory): Promise<string | null> {
  const [last] = await history.items(history.itemCount - 1, history.itemCount);
  return last ? cursorOf(last, true) : null;
}

/** Outputs are never deferred, as in 0.171: a client that asks for it gets them whole. */
function entry({ turnId, item }: PlacedItem): ThreadItemEntry {
  return { turnId, item: wireItem(item), startedAtMs: item.startedAt, completedAtMs: item.completedAt };
}

const cursorOf = ({ turnId, item }: PlacedItem, includeAnchor: boolean): string =>
  JSON.stringify({ turnId, itemId: item.id, includeAnchor });

type Cursor = NonNullable<ThreadItemsListParams['cursor']>;

async function startOf(history: TurnHistory, cursor: Cursor, isNewestFirst: boolean): Promise<number> {
  const { turnId, itemId, includeAnchor } = typeof cursor === 'string' ? readCursor(cursor) : anchor(cursor);
  const stored = await history.indexOf(itemId, turnId, isNewestFirst ? 'last' : 'first');
  if (stored < 0) throw refused(cursor);
  const at = isNewestFirst ? history.itemCount - 1 - stored : stored;
  return includeAnchor ? at : at + 1;
}

interface Place {
  readonly turnId?: string | undefined;
  readonly itemId: string;
  readonly includeAnchor: boolean;
}

const anchor = ({ itemId }: Exclude<Cursor, string>): Place => ({ itemId, includeAnchor: false });

function readCursor(cursor: string): Place {
  try {
    const read: unknown = JSON.parse(cursor);
    if (isJsonObject(read) && typeof read.turnId === 'string' && typeof read.itemId === 'string')
      return { turnId: read.turnId, itemId: read.itemId, includeAnchor: read.includeAnchor === true };
  } catch {
    // said below
  }
  throw refused(cursor);
}

const refused = (cursor: Cursor) =>
  invalid('params.cursor', `invalid cursor: ${typeof cursor === 'string' ? cursor : cursor.itemId}`);

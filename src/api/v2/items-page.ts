import type {
  ThreadItemEntry,
  ThreadItemsListParams,
  ThreadItemsListResponse,
} from '../../../protocol/v2/thread-reads.js';
import { isJsonObject } from '../../domain/json.js';
import type { PlacedItem } from '../../domain/turn-state.js';
import { wireItem } from './items.js';
import { invalid } from './overrides.js';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

/** A page of items, oldest first by default. `nextCursor` continues after the last item of the page, `backwardsCursor` begins with its first item. */
export function itemsPage(all: readonly PlacedItem[], params: ThreadItemsListParams): ThreadItemsListResponse {
  const { turnId, cursor, limit, sortDirection } = params;
  const items = turnId == null ? all : all.filter((placed) => placed.turnId === turnId);
  const ordered = sortDirection === 'desc' ? [...items].reverse() : items;
  const from = cursor == null ? 0 : startOf(ordered, cursor);
  const count = Math.min(Math.max(limit ?? DEFAULT_LIMIT, 1), MAX_LIMIT);
  const page = ordered.slice(from, from + count);
  const [first, last] = [page[0], page.at(-1)];
  return {
    data: page.map(entry),
    nextCursor: last && from + count < ordered.length ? cursorOf(last, false) : null,
    backwardsCursor: first ? cursorOf(first, true) : null,
  };
}

/** Where a client can begin to page backwards: at the newest item. */
export function newestItem(all: readonly PlacedItem[]): string | null {
  const last = all.at(-1);
  return last ? cursorOf(last, true) : null;
}

/** Outputs are never deferred, as in 0.171: a client that asks for it gets them whole. */
function entry({ turnId, item }: PlacedItem): ThreadItemEntry {
  return { turnId, item: wireItem(item), startedAtMs: item.startedAt, completedAtMs: item.completedAt };
}

const cursorOf = ({ turnId, item }: PlacedItem, includeAnchor: boolean): string =>
  JSON.stringify({ turnId, itemId: item.id, includeAnchor });

type Cursor = NonNullable<ThreadItemsListParams['cursor']>;

function startOf(ordered: readonly PlacedItem[], cursor: Cursor): number {
  const { turnId, itemId, includeAnchor } = typeof cursor === 'string' ? readCursor(cursor) : anchor(cursor);
  const at = ordered.findIndex((placed) => placed.item.id === itemId && [placed.turnId, undefined].includes(turnId));
  if (at < 0) throw refused(cursor);
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

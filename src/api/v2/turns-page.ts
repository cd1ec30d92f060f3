import type { TurnItemsView } from '../../../protocol/v2/thread-objects.js';
import type { TurnsPage } from '../../../protocol/v2/threads.js';
import { isJsonObject } from '../../domain/json.js';
import type { TurnState } from '../../domain/turn-state.js';
import { invalid } from './overrides.js';
import { wireTurn } from './thread.js';

export interface PageParams {
  readonly cursor?: string | null | undefined;
  readonly limit?: number | null | undefined;
  readonly sortDirection?: 'asc' | 'desc' | null | undefined;
  readonly itemsView?: TurnItemsView | null | undefined;
}

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

/** A page of turns, newest first by default. `nextCursor` continues after the last turn of the page, `backwardsCursor` begins with its first turn. */
export function turnsPage(turns: readonly TurnState[], params: PageParams): TurnsPage {
  const ordered = params.sortDirection === 'asc' ? turns : [...turns].reverse();
  const from = startOf(ordered, params.cursor ?? undefined);
  const limit = Math.min(Math.max(params.limit ?? DEFAULT_LIMIT, 1), MAX_LIMIT);
  const page = ordered.slice(from, from + limit);
  const [first, last] = [page[0], page.at(-1)];
  const more = from + limit < ordered.length;
  return {
    data: page.map((turn) => wireTurn(turn, params.itemsView ?? 'summary')),
    nextCursor: more && last ? cursorOf(last, false) : null,
    backwardsCursor: first ? cursorOf(first, true) : null,
  };
}

/** Where a client can begin to page backwards: at the newest turn. */
export function backwardsCursor(turns: readonly TurnState[]): string | null {
  const last = turns.at(-1);
  return last ? cursorOf(last, true) : null;
}

const cursorOf = ({ id }: TurnState, includeAnchor: boolean): string => JSON.stringify({ turnId: id, includeAnchor });

function startOf(ordered: readonly TurnState[], cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const { turnId, includeAnchor } = readCursor(cursor);
  const at = ordered.findIndex(({ id }) => id === turnId);
  if (at < 0) throw invalid('params.cursor', `invalid cursor: ${cursor}`);
  return includeAnchor ? at : at + 1;
}

function readCursor(cursor: string): { turnId: unknown; includeAnchor: unknown } {
  try {
    const read: unknown = JSON.parse(cursor);
    if (isJsonObject(read)) return { turnId: read.turnId, includeAnchor: read.includeAnchor };
  } catch {
    // said below
  }
  throw invalid('params.cursor', `invalid cursor: ${cursor}`);
}

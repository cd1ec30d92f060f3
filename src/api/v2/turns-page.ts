import type { TurnItemsView } from '../../../protocol/v2/thread-objects.js';
import type { TurnsPage } from '../../../protocol/v2/threads.js';
import type { TurnHistory } from '../../core/history/turn-history.js';
import { isJsonObject } from '../../domain/json.js';
import { invalid } from './overrides.js';
import { positions } from './positions.js';
import { wireTurn } from './thread.js';

export interface PageParams {
  readonly cursor?: string | null | undefined;
  readonly limit?: number | null | undefined;
  readonly sortDirection?: 'asc' | 'desc' | null | undefined;
  readonly itemsView?: TurnItemsView | null | undefined;
}

/** A page of turns, newest first by default. `nextCursor` continues after the last turn of the page, `backwardsCursor` begins with its first turn. */
export async function turnsPage(history: TurnHistory, params: PageParams): Promise<TurnsPage> {
  const isNewestFirst = params.sortDirection !== 'asc';
  const ids = isNewestFirst ? history.turnIds.toReversed() : history.turnIds;
  const first = startOf(ids, params.cursor ?? undefined);
  const { from, to, more } = positions(ids.length, first, params.limit, isNewestFirst);
  const read = await history.turns(from, to);
  const page = isNewestFirst ? read.toReversed() : read;
  const [newest, last] = [page[0], page.at(-1)];
  return {
    data: page.map((turn) => wireTurn(turn, params.itemsView ?? 'summary')),
    nextCursor: more && last ? cursorOf(last.id, false) : null,
    backwardsCursor: newest ? cursorOf(newest.id, true) : null,
  };
}

/** Where a client can begin to page backwards: at the newest turn. */
export function backwardsCursor({ turnIds }: Pick<TurnHistory, 'turnIds'>): string | null {
  const last = turnIds.at(-1);
  return last === undefined ? null : cursorOf(last, true);
}

/** Begins with the turn, or after it. */
export const cursorOf = (turnId: string, includeAnchor: boolean): string => JSON.stringify({ turnId, includeAnchor });

function startOf(ordered: readonly string[], cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const { turnId, includeAnchor } = readCursor(cursor);
  const at = typeof turnId === 'string' ? ordered.indexOf(turnId) : -1;
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

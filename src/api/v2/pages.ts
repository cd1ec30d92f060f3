import { AppError } from '../../../protocol/errors.js';

export interface PageParams {
  readonly cursor?: string | null | undefined;
  readonly limit?: number | null | undefined;
}

export interface Page<T> {
  readonly data: T[];
  readonly nextCursor: string | null;
}

/** A page of rows that do not change: a cursor is the number of rows before it. `what` names the rows in errors. */
export function pageOf<T>(rows: readonly T[], { cursor, limit }: PageParams, what: string): Page<T> {
  const from = cursor == null ? 0 : Number(/^\d{1,9}$/.test(cursor) ? cursor : Number.NaN);
  if (Number.isNaN(from)) throw refused(`invalid cursor: ${cursor}`);
  if (from > rows.length) throw refused(`cursor ${from} exceeds total ${what} ${rows.length}`);
  const to = Math.min(rows.length, from + Math.max(limit ?? rows.length, 1));
  return { data: rows.slice(from, to), nextCursor: to < rows.length ? String(to) : null };
}

const refused = (message: string): AppError =>
  new AppError('invalid_request', message, { path: 'params.cursor', reason: message });

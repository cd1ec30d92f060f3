import { AppError } from '../../protocol/errors.js';
import type { ListOptions } from '../core/ports/index.js';

/** Every cursor ends with the id of the last conversation of its page. */
const CURSOR = /\|[0-9a-f-]{32,36}$/i;

/** Clients of v1 begin anew with a cursor that is none, as in 0.44; others are told. */
export function checkCursor(
  cursor: string | undefined,
  { refuseBadCursor }: Pick<ListOptions, 'refuseBadCursor'>,
): void {
  if (!refuseBadCursor || cursor === undefined || CURSOR.test(cursor)) return;
  const reason = `invalid cursor: ${cursor}`;
  throw new AppError('invalid_request', reason, { path: 'params.cursor', reason });
}

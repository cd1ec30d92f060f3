import { AppError } from '../../protocol/errors.js';
import type { ListOptions } from '../core/ports/index.js';

/** Every cursor ends with the id of the last conversation of its page. */
const CURSOR = /\|[0-9a-f-]{32,36}$/i;

/** An invalid cursor starts the list from the beginning in v1, as in 0.44; other clients get an error. */
export function checkCursor(
  cursor: string | undefined,
  { refuseBadCursor }: Pick<ListOptions, 'refuseBadCursor'>,
): void {
  if (!refuseBadCursor || cursor === undefined || CURSOR.test(cursor)) return;
  const reason = `invalid cursor: ${cursor}`;
  throw new AppError('invalid_request', reason, { path: 'params.cursor', reason });
}

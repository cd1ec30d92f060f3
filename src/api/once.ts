import { createHash } from 'node:crypto';
import { AppError } from '../../protocol/errors.js';
import type { CoreLog, Ids, RequestKeys } from '../core/ports/index.js';
import { isJsonObject } from '../domain/json.js';
import type { Call } from '../rpc/connection.js';
import type { Once, Work } from '../rpc/dispatch.js';

export interface OnceOptions {
  readonly keys: RequestKeys;
  readonly ids: Ids;
  readonly log: CoreLog;
}

/**
 * Methods that may run again. Either they find by the id of the request what an earlier server has done, or the first run had no visible effect. Other methods
 * are not begun again when the result of the first run is not known.
 */
export const CAN_BEGIN_AGAIN: ReadonlySet<string> = new Set([
  'newConversation',
  'sendUserMessage',
  'sendUserTurn',
  'thread/start',
  'turn/start',
  'turn/steer',
  'thread/queue/add',
]);

/** Requests with idempotency keys, of all connections: each key is used once. */
export function createOnce({ keys, ids, log }: OnceOptions): Once {
  const running = new Map<string, { readonly hash: string; readonly result: Promise<unknown> }>();

  const begin = (key: string, hash: string, call: Call, work: Work): unknown => {
    const request = { hash, id: ids.item() };
    const known = keys.claim(key, request);
    if (!known) return run(key, call, work, { id: request.id, again: false });
    if (known.hash !== hash) throw conflict();
    if (known.result) return known.result.value;
    if (known.isRunning) throw new AppError('idempotency_running', 'another process handles this request', {});
    if (known.result === null || !CAN_BEGIN_AGAIN.has(call.method))
      throw new AppError('idempotency_lost', 'this request was begun before, and its result is not known', {});
    keys.takeOver(key, { hash, id: known.id });
    return run(key, call, work, { id: known.id, again: true });
  };

  const run = async (key: string, call: Call, work: Work, repeated: NonNullable<Call['repeated']>) => {
    let result: unknown;
    try {
      result = await work({ ...call, repeated });
    } catch (e) {
      keys.forget(key);
      throw e;
    }
    try {
      keys.done(key, result ?? null);
    } catch (err) {
      // The work is done, so the client must get its reply.
      log.warn({ err, method: call.method }, 'the result of a request with an idempotency key cannot be kept');
    }
    return result;
  };

  return ({ key, params }, call, work) => {
    const hash = hashOf(call.method, params);
    const other = running.get(key);
    if (other && other.hash !== hash) throw conflict();
    if (other) return other.result;
    const result = Promise.resolve(begin(key, hash, call, work));
    running.set(key, { hash, result });
    const ended = (): void => void running.delete(key);
    result.then(ended, ended);
    return result;
  };
}

const conflict = (): AppError =>
  new AppError('idempotency_conflict', 'the idempotency key was used for another request, or with other params', {});

function hashOf(method: string, params: unknown): string {
  return createHash('sha256')
    .update(`${method} ${JSON.stringify(params, inOrder)}`)
    .digest('hex');
}

/** The order of members makes no difference. */
const inOrder = (_: string, value: unknown): unknown =>
  isJsonObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;

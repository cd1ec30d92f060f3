import { AppError } from '../../../protocol/errors.js';
import type { RequestId } from '../../../protocol/v2/json.js';
import type { Call } from '../../rpc/connection.js';

/** Requests of one client that it may cancel while they run, by their methods and ids. */
export class CancellableRequests {
  readonly #running = new Map<string, AbortController>();

  /** An unknown id, or the id of another method, is no error. */
  cancel(method: string, id: RequestId): void {
    this.#running.get(keyOf(method, id))?.abort();
  }

  /** Runs the work of a request. Once cancelled, it rejects with `request_cancelled` and the text `cancelled`, unless it has its result. */
  async run<T>(call: Call, cancelled: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const key = keyOf(call.method, requestId(call));
    const own = new AbortController();
    this.#running.set(key, own);
    try {
      return await work(AbortSignal.any([call.signal, own.signal]));
    } catch (e) {
      throw own.signal.aborted ? new AppError('request_cancelled', cancelled, {}, { cause: e }) : e;
    } finally {
      if (this.#running.get(key) === own) this.#running.delete(key);
    }
  }
}

/** The id that the client gave to a request. */
export const requestId = ({ id }: Call): RequestId => JSON.parse(id) as RequestId;

const keyOf = (method: string, id: RequestId): string => `${method} ${JSON.stringify(id)}`;

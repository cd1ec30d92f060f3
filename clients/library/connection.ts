import type { ClientRequests } from '../../generated-types/index.js';
import type { Channel } from './channel.js';
import { ConnectionClosed, RequestError, ServerRestarted } from './errors.js';
import type { Registry, ServerRequestMethod } from './registry.js';

export type RequestMethod = keyof ClientRequests;

export interface RequestOptions {
  /** Stops waiting for the answer. The server does not learn of it: the protocol has no message for that. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the request rejects with a `TimeoutError`. Default: none. */
  readonly timeoutMs?: number | undefined;
}

type Id = string | number;
interface Message {
  readonly id?: Id;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}
interface Waiting {
  readonly method: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** JSON-RPC without the `jsonrpc` member, over a channel: pairs requests with answers, in both directions. */
export class Connection {
  /** Resolves when the connection has ended, with the error if it did not end in order. */
  readonly closed: Promise<Error | undefined>;
  readonly #channel: Channel;
  readonly #registry: Registry;
  readonly #waiting = new Map<Id, Waiting>();
  /** Requests of the server that are being answered. */
  readonly #open = new Map<Id, { readonly controller: AbortController; readonly turnId: string | undefined }>();
  #nextId = 1;
  #pauses = 0;
  #isPaused = false;
  #isClosing = false;
  #end: { readonly error: Error | undefined } | undefined;

  /** `restarts` is called first when the connection ends, and says whether another one takes its place. */
  constructor(channel: Channel, registry: Registry, restarts: (error: Error | undefined) => boolean = () => false) {
    this.#channel = channel;
    this.#registry = registry;
    this.closed = new Promise((resolve) => {
      channel.start({
        message: (text) => this.#receive(text),
        closed: (error) => {
          this.#end = { error };
          this.#ended(error, restarts(error));
          resolve(error);
        },
      });
    });
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** Rejects with `RequestError` when the server refuses, and with `ConnectionClosed` when it ends before it has answered. */
  request<M extends RequestMethod>(
    method: M,
    params: ClientRequests[M]['params'],
    options: RequestOptions = {},
  ): Promise<ClientRequests[M]['result']> {
    if (this.#end) return Promise.reject(closedWhile(method, this.#end.error));
    const signal = signalOf(options);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#waiting.delete(id);
        this.#flow();
        reject(signal?.reason);
      };
      const done = (): void => signal?.removeEventListener('abort', stop);
      signal?.addEventListener('abort', stop, { once: true });
      this.#waiting.set(id, {
        method,
        resolve: (result) => {
          done();
          resolve(result as ClientRequests[M]['result']);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      this.#flow();
      this.#send({ id, method, params });
    });
  }

  /** A notification of the client. */
  notify(method: string, params?: unknown): void {
    if (!this.#end) this.#send({ method, ...(params === undefined ? {} : { params }) });
  }

  /** Makes the server wait: nothing is received until each pause is resumed. While a request is open, its answer must be able to come. */
  pause(): void {
    this.#pauses++;
    this.#flow();
  }

  resume(): void {
    this.#pauses--;
    this.#flow();
  }

  /** Ends the connection in order. Resolves when the server has answered what is open and ended its side. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#flow();
    await this.#channel.close();
    await this.closed;
  }

  #flow(): void {
    const pauses = this.#pauses > 0 && this.#waiting.size === 0 && !this.#isClosing;
    if (pauses === this.#isPaused) return;
    this.#isPaused = pauses;
    if (pauses) this.#channel.pause();
    else this.#channel.resume();
  }

  #send(message: Message): void {
    this.#channel.send(JSON.stringify(message));
  }

  #receive(text: string): void {
    let message: Message;
    try {
      message = JSON.parse(text) as Message;
    } catch {
      return; // not a message: another program may write to the same stream
    }
    if (typeof message !== 'object' || message === null) return;
    if (message.method === undefined) this.#answered(message);
    else if (message.id === undefined) this.#notified(message.method, message.params);
    else void this.#asked(message.id, message.method, message.params);
  }

  #answered({ id, result, error }: Message): void {
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || waiting === undefined) return;
    this.#waiting.delete(id);
    this.#flow();
    if (error) waiting.reject(new RequestError(waiting.method, error.code, error.message, error.data));
    else waiting.resolve(result);
  }

  #notified(method: string, params: unknown): void {
    this.#abortWhatIsOver(method, params);
    this.#registry.tell(method, params);
  }

  /** A request of the server that another client has answered, or whose turn has ended, needs no answer. */
  #abortWhatIsOver(method: string, params: unknown): void {
    const { requestId, turn } = (params ?? {}) as { requestId?: Id; turn?: { id: string } };
    for (const [id, { controller, turnId }] of this.#open) {
      const isResolved = method === 'serverRequest/resolved' && id === requestId;
      if (isResolved || (method === 'turn/completed' && turnId !== undefined && turnId === turn?.id))
        controller.abort();
    }
  }

  async #asked(id: Id, method: string, params: unknown): Promise<void> {
    const handler = this.#registry.handlerOf(method);
    if (!handler) return this.#send({ id, error: { code: -32601, message: `this client does not answer ${method}` } });
    const controller = new AbortController();
    this.#open.set(id, { controller, turnId: (params as { turnId?: string | null } | null)?.turnId ?? undefined });
    try {
      const context = { method: method as ServerRequestMethod, id, signal: controller.signal };
      const result = await handler(params as never, context);
      if (!this.#end && !controller.signal.aborted) this.#send({ id, result });
    } catch (e) {
      const { message } = e as Error;
      if (!this.#end && !controller.signal.aborted) this.#send({ id, error: { code: -32603, message } });
    } finally {
      this.#open.delete(id);
    }
  }

  #ended(error: Error | undefined, isRestarting: boolean): void {
    for (const { controller } of this.#open.values()) controller.abort();
    for (const { method, reject } of this.#waiting.values()) reject(closedWhile(method, error, isRestarting));
    this.#waiting.clear();
  }
}

/** The signal of a request, which is also aborted after its time. */
export function signalOf({ signal, timeoutMs }: RequestOptions): AbortSignal | undefined {
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  return signal && timeout ? AbortSignal.any([signal, timeout]) : (signal ?? timeout);
}

function closedWhile(method: string, cause: Error | undefined, isRestarting = false): ConnectionClosed {
  const Closed = isRestarting ? ServerRestarted : ConnectionClosed;
  return new Closed(`the server ended before it had answered ${method}`, cause && { cause });
}

import type { ClientRequests, v2 } from '../../generated-types/index.js';
import type { Channel } from './channel.js';
import { Connection, type RequestMethod, type RequestOptions, signalOf } from './connection.js';
import { ConnectionClosed, RequestError } from './errors.js';
import { Registry } from './registry.js';

export interface LinkOptions {
  /** Makes a channel to a new server. */
  readonly start: () => Channel;
  readonly initialize: v2.InitializeParams;
  /** How many servers in a row are started in place of one that has ended. 0: none. */
  readonly attempts: number;
}

/** What the client does when its server has ended. */
export interface LinkEvents {
  /** The open requests and turns are lost. */
  lost(error: Error | undefined, isRestarting: boolean): void;
  /** Another server has answered `initialize`. It gets no request of the program before this resolves and `restarted` was called. */
  replaced(connection: Connection, cause: Error | undefined): Promise<{ readonly restarted: () => void }>;
}

/** The connection to a server, and to the one that is started in its place. */
export class Link {
  readonly registry = new Registry();
  /** Resolves when no server is there any more, with the error if the last one did not end in order. */
  readonly closed: Promise<Error | undefined>;
  readonly #options: LinkOptions;
  #connection: Connection;
  #events: LinkEvents | undefined;
  /** Servers that were started since one has answered a request of the program. */
  #attempts = 0;
  #restart: Promise<void> | undefined;
  /** The connection to a server that is not ready yet. */
  #next: Connection | undefined;
  #isClosing = false;
  #close: (error: Error | undefined) => void = () => {};

  constructor(options: LinkOptions) {
    this.#options = options;
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
    this.#connection = this.#connect();
  }

  /** Introduces the client to the first server. */
  async open<C>(
    signal: AbortSignal | undefined,
    events: (server: v2.InitializeResponse) => LinkEvents & { client: C },
  ): Promise<C> {
    try {
      const opened = events(await this.#initialize(this.#connection, { signal }));
      this.#events = opened;
      return opened.client;
    } catch (e) {
      await this.close();
      throw e;
    }
  }

  /** As that of a connection. While a server is started again, requests wait for it. */
  async request<M extends RequestMethod>(
    method: M,
    params: ClientRequests[M]['params'],
    options: RequestOptions = {},
  ): Promise<ClientRequests[M]['result']> {
    const signal = signalOf(options);
    if (this.#restart !== undefined) await untilAborted(this.#restart, signal);
    try {
      const result = await this.#connection.request(method, params, { signal });
      this.#attempts = 0;
      return result;
    } catch (e) {
      if (e instanceof RequestError) this.#attempts = 0;
      throw e;
    }
  }

  pause(): void {
    this.#connection.pause();
  }

  resume(): void {
    this.#connection.resume();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.all([this.#connection.close(), this.#next?.close()]);
    await this.closed;
  }

  #connect(): Connection {
    const connection: Connection = new Connection(this.#options.start(), this.registry, (error) =>
      connection === this.#connection ? this.#ended(error) : false,
    );
    return connection;
  }

  async #initialize(connection: Connection, options?: RequestOptions): Promise<v2.InitializeResponse> {
    const server = await connection.request('initialize', this.#options.initialize, options);
    connection.notify('initialized');
    return server;
  }

  /** The server is gone. Says whether another one is started. */
  #ended(error: Error | undefined): boolean {
    const restarts = this.#mayStart;
    if (restarts) {
      this.#restart = this.#startAgain(error);
      this.#restart.catch((e: Error) => this.#close(this.#isClosing ? undefined : e));
    }
    this.#events?.lost(error, restarts);
    if (!restarts) this.#close(error);
    return restarts;
  }

  get #mayStart(): boolean {
    return this.#events !== undefined && !this.#isClosing && this.#attempts < this.#options.attempts;
  }

  /** Servers are started one after another without a pause, because there are only a few attempts. */
  async #startAgain(cause: Error | undefined): Promise<void> {
    let failure: unknown = cause;
    await undefined; // the turns of the old server end first
    while (this.#mayStart) {
      this.#attempts++;
      try {
        const next = this.#connect();
        this.#next = next;
        await this.#initialize(next);
        const replaced = await this.#events?.replaced(next, cause);
        if (next.hasEnded) throw await next.closed;
        this.#connection = next;
        this.#restart = undefined;
        // Called before the waiting requests are sent. An error there is an error of the program.
        if (replaced) queueMicrotask(replaced.restarted);
        return;
      } catch (e) {
        failure = e;
        await this.#next?.close();
      } finally {
        this.#next = undefined;
      }
    }
    throw new ConnectionClosed('the server ended and could not be started again', { cause: failure });
  }
}

/** Resolves as the promise does, or rejects as soon as the signal is aborted. */
function untilAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

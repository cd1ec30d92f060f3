import { AppError, ERRORS, type ErrorCode } from '../../protocol/errors.js';
import { encodeMessage, type MessageText } from './encode.js';
import { type IdText, type Incoming, parseMessage } from './message.js';
import { encodeDelta, encodeNotification, type Stamp } from './notification.js';
import { Outbound } from './outbound.js';
import type { Transport, Unreadable } from './transport.js';

/** The log of the connection. It never gets params or results. */
export interface RpcLog {
  debug(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

/** One request being handled. */
export interface Call {
  readonly method: string;
  readonly id: IdText;
  readonly params: unknown;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  /** Set when the request has an idempotency key. */
  readonly repeated?: Repeated | undefined;
  /** Runs after the reply is written, so that the effects of a request never overtake its reply. It runs also when the client left before the reply. */
  afterReply(action: FollowUp): void;
  /** The rest is long work: later requests do not wait for it. */
  stepAside(): void;
}

/** A request that may come again. */
export interface Repeated {
  /** An id that it has each time. */
  readonly id: string;
  /** An earlier server has begun with it, and ended. What it has done has this id. */
  readonly again: boolean;
}

/** When it fails, the failure is logged: the request has its answer already. */
export type FollowUp = () => unknown;

export interface Dispatcher {
  /** Something to wait for before this method can be handled, if there is anything. */
  ready(method: string): Promise<void> | undefined;
  /** Long work: later requests do not wait for it. */
  isBeside(method: string): boolean;
  handle(call: Call): unknown;
}

/** Params by method of what a connection may send, besides replies. The declarations of the protocol give it. */
export interface Messages {
  readonly notifications: object;
  readonly requests: object;
}

type Named<M> = keyof M & string;

/** A notification without params may leave them out. */
type ParamsArgument<P> = undefined extends P ? [params?: P] : [params: P];

/** The client answered a request of ours with an error, or left without answering. */
export class PeerError extends Error {
  override name = 'PeerError';
}

/** The client left without answering. */
export class PeerGone extends PeerError {
  override name = 'PeerGone';
}

export interface ConnectionOptions {
  readonly transport: Transport;
  readonly dispatcher: Dispatcher;
  readonly log: RpcLog;
  /** A number that no other request of this process has: an answer never reaches another connection's request. */
  readonly nextRequestId: () => number;
}

/** The limits of requests that are read but not handled: their number, and the length of their texts. Above them, the client must wait. */
const LANE_LIMIT = 1000;
const LANE_TEXT_LIMIT = 8 * 1024 * 1024;

type Request = Extract<Incoming, { kind: 'request' }> & { readonly length: number; readonly at: number };

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (why: PeerError) => void;
}

/**
 * One client on a transport. Requests are handled in the order of their arrival, each seeing the effects of the ones before it; those
 * declared as long work run beside. Every request is answered exactly once.
 */
export class Connection<M extends Messages> {
  readonly #options: ConnectionOptions;
  readonly #outbound: Outbound;
  readonly #gone = new AbortController();
  /** Requests of ours that the client has not answered. */
  readonly #waiting = new Map<IdText, Waiting>();
  /** Requests of the client that have no answer. */
  readonly #open = new Set<Request>();
  readonly #lane: Request[] = [];
  #laneLength = 0;
  #laneBusy = false;
  #paused = false;
  #refusing = false;
  #whenIdle: (() => void)[] = [];

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { transport, log } = options;
    const giveUp = (reason: string): void => {
      log.warn({ reason }, 'a client is given up');
      this.refuseNew(); // what waits for the client to read must not be done without it
      transport.giveUp?.(reason);
    };
    this.#outbound = new Outbound(transport, transport.giveUp && giveUp);
  }

  /** Serves until the client sends no more, or reads no more; requests may still be open then. */
  run(): Promise<void> {
    return new Promise((resolve) => {
      this.#options.transport.start({
        message: (text) => this.#receive(parseMessage(text), text.length),
        unreadable: (why) => this.#refuseUnreadable(why),
        drained: () => this.#outbound.drained(),
        ended: resolve,
        gone: () => {
          this.#outbound.close();
          resolve();
        },
      });
    });
  }

  /** Resolves when every request that has arrived is answered. */
  async idle(): Promise<void> {
    while (this.#open.size > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  /** Resolves when no request waits for its turn; long work may still be running. */
  async laneIdle(): Promise<void> {
    while (this.#laneBusy && this.#open.size > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  /** Answers waiting and later requests with `shutting_down`. */
  refuseNew(): void {
    this.#refusing = true;
    this.#laneLength = 0;
    for (const request of this.#lane.splice(0)) this.#fail(request, shuttingDown());
  }

  /** Ends all open requests: those of the client are answered with `shutting_down`, our own get no answer. */
  leave(): void {
    this.refuseNew();
    this.#gone.abort();
    for (const waiting of this.#waiting.values()) waiting.reject(new PeerGone('the client is gone'));
    this.#waiting.clear();
    for (const request of [...this.#open]) this.#fail(request, shuttingDown());
  }

  /** Resolves when everything sent is on its way to the client, or the client is gone. */
  flushed(): Promise<void> {
    return this.#outbound.flushed();
  }

  notify<N extends Named<M['notifications']>>(method: N, ...[params]: ParamsArgument<M['notifications'][N]>): void {
    this.#outbound.send(encodeNotification(method, params));
  }

  /** Passes on a notification of another server: the whole text of its message. */
  forward(text: string): void {
    this.#outbound.send(text);
  }

  /** Resolves when the client has caught up with what was sent; undefined when it keeps up now. */
  caughtUp(): Promise<void> | undefined {
    return this.#outbound.caughtUp();
  }

  /** The same, stamped. */
  notifyStamped<N extends Named<M['notifications']>>(stamp: Stamp, method: N, params: M['notifications'][N]): void {
    this.#outbound.send(encodeNotification(method, params, stamp));
  }

  /** A notification whose content a later one repeats: a client with much unread output does not get it. */
  notifySpare<N extends Named<M['notifications']>>(stamp: Stamp, method: N, params: M['notifications'][N]): void {
    this.#outbound.sendSpare(() => encodeNotification(method, params, stamp));
  }

  /** A notification with a piece of a text; `withText` returns its params for a longer piece of the same text. */
  notifyDelta<N extends Named<M['notifications']>>(
    stamp: Stamp,
    method: N,
    key: string,
    text: string,
    withText: (text: string) => M['notifications'][N],
    isSpare = false,
  ): void {
    // The usual case, many times a second: it makes no more objects than it must.
    if (!this.#outbound.slow) return this.#outbound.send(encodeDelta(method, withText(text), stamp, text));
    const encode = (whole: string) => encodeDelta(method, withText(whole), stamp, whole);
    this.#outbound.sendDelta({ key, text, encode, isSpare });
  }

  /**
   * Sends a request to the client; its result is not checked. Rejects with `PeerError` when the client answers with an error or leaves. Aborting forgets
   * the request.
   */
  request<R extends Named<M['requests']>>(method: R, params: M['requests'][R], signal: AbortSignal): Promise<unknown> {
    return this.sendRequest(method, params, signal).reply;
  }

  /** The same, with the id of the request. */
  sendRequest<R extends Named<M['requests']>>(
    method: R,
    params: M['requests'][R],
    signal: AbortSignal,
  ): { readonly requestId: number; readonly reply: Promise<unknown> } {
    const requestId = this.#options.nextRequestId();
    const id = String(requestId);
    if (this.#gone.signal.aborted) return { requestId, reply: Promise.reject(new PeerError('the client is gone')) };
    const reply = new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      signal.addEventListener('abort', () => {
        if (this.#waiting.delete(id)) reject(new PeerError('the request is no longer open'));
      });
      this.#outbound.send(encodeMessage(`{"method":${JSON.stringify(method)},"id":${id},"params":`, params, '}'));
    });
    return { requestId, reply };
  }

  #receive(message: Incoming, length: number): void {
    switch (message.kind) {
      case 'request':
        return this.#enter({ ...message, length, at: process.uptime() });
      case 'notification':
        return; // `initialized` and unknown notifications of newer clients are ignored
      case 'response':
        return this.#settle(message.id, (waiting) => waiting.resolve(message.result));
      case 'error':
        return this.#settle(message.id, (waiting) =>
          waiting.reject(new PeerError('the client answered with an error')),
        );
      case 'invalid':
        return message.code === 'parse_error'
          ? this.#refuseUnreadable({ code: 'parse_error', reason: message.reason })
          : this.#refuse(message.id, 'invalid_request', `Invalid request: ${message.path}: ${message.reason}`, {
              path: message.path,
              reason: message.reason,
            });
    }
  }

  #refuseUnreadable(why: Unreadable): void {
    const { code, ...data } = why;
    const what = why.code === 'parse_error' ? why.reason : `a line may have ${why.limitBytes} bytes`;
    this.#refuse(null, code, `Parse error: ${what}`, data);
  }

  #settle(id: IdText, act: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return this.#options.log.warn({ id }, 'an answer to no open request');
    this.#waiting.delete(id);
    act(waiting);
  }

  #enter(request: Request): void {
    this.#open.add(request);
    if (this.#refusing) return this.#fail(request, shuttingDown());
    this.#lane.push(request);
    this.#laneLength += request.length;
    this.#regulate();
    if (!this.#laneBusy) void this.#runLane();
  }

  /** Asks the client to wait while the lane is full. */
  #regulate(): void {
    const full = this.#lane.length >= LANE_LIMIT || this.#laneLength >= LANE_TEXT_LIMIT;
    if (full === this.#paused) return;
    this.#paused = full;
    if (full) this.#options.transport.pause();
    else this.#options.transport.resume();
  }

  async #runLane(): Promise<void> {
    this.#laneBusy = true;
    const { dispatcher } = this.#options;
    for (;;) {
      const relieved = this.#outbound.relieved();
      if (relieved !== undefined) {
        await relieved;
        continue;
      }
      const next = this.#lane.shift();
      if (next === undefined) break;
      this.#laneLength -= next.length;
      this.#regulate();
      try {
        const wait = dispatcher.ready(next.method);
        if (wait !== undefined) await wait;
      } catch (e) {
        this.#fail(next, e);
        continue;
      }
      const handled = this.#handle(next);
      if (handled && !dispatcher.isBeside(next.method)) await handled;
    }
    this.#laneBusy = false;
    this.#wakeIdle();
  }

  /** What later requests wait for; nothing when the handler answered at once, so that they need not wait. */
  #handle(request: Request): Promise<void> | undefined {
    if (!this.#open.has(request)) return undefined; // answered while it waited for the server to load
    const followUps: FollowUp[] = [];
    let stepAside = (): void => {};
    const aside = new Promise<void>((resolve) => (stepAside = resolve));
    const call: Call = {
      method: request.method,
      id: request.id,
      params: request.params,
      signal: this.#gone.signal,
      afterReply: (action) => followUps.push(action),
      stepAside,
    };
    let result: unknown;
    try {
      result = this.#options.dispatcher.handle(call);
    } catch (e) {
      this.#fail(request, e);
      return undefined;
    }
    if (result instanceof Promise) {
      const answered = result.then(
        (value) => this.#answer(request, value, followUps),
        (e) => this.#fail(request, e),
      );
      return Promise.race([answered, aside]);
    }
    this.#answer(request, result, followUps);
    return undefined;
  }

  #answer(request: Request, result: unknown, followUps: readonly FollowUp[]): void {
    let text: MessageText;
    try {
      text = encodeMessage(`{"id":${request.id},"result":`, result ?? null, '}');
    } catch (e) {
      return this.#fail(request, e);
    }
    this.#reply(request, text, 'answered');
    // Also when the client has left meanwhile: a turn that is stored must begin, or nobody could use the conversation any more.
    for (const action of followUps) this.#follow(request, action);
  }

  #fail(request: Request, error: unknown): void {
    if (AppError.is(error)) {
      this.#reply(request, errorText(request.id, error.code, error.message, error.data), error.code);
      return;
    }
    const logId = Math.random().toString(36).slice(2, 10);
    this.#options.log.error({ logId, method: request.method, err: error }, 'a request failed unexpectedly');
    this.#reply(
      request,
      errorText(request.id, 'internal', `Internal error (${logId} in the log)`, { logId }),
      'internal',
    );
  }

  /** Sends the one reply to a request. It has one already if it was open when the server began to end, or when its client left. */
  #reply(request: Request, text: MessageText, outcome: string): void {
    if (!this.#open.delete(request)) return;
    this.#outbound.send(text, 'reply');
    const { method, at } = request;
    this.#options.log.debug({ method, outcome, ms: Math.round((process.uptime() - at) * 1000) }, 'request');
    if (this.#open.size === 0) this.#wakeIdle();
  }

  /** Errors after a reply are logged: the request cannot be answered again. */
  #follow({ method }: Request, action: FollowUp): void {
    const failed = (err: unknown): void =>
      this.#options.log.error({ method, err }, 'what follows a reply failed unexpectedly');
    try {
      const following = action();
      if (following instanceof Promise) following.catch(failed);
    } catch (e) {
      failed(e);
    }
  }

  #refuse(id: IdText | null, code: ErrorCode, message: string, data: object): void {
    this.#outbound.send(errorText(id, code, message, data), 'reply');
  }

  #wakeIdle(): void {
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}

const shuttingDown = (): AppError => new AppError('shutting_down', 'The server is ending', {});

function errorText(id: IdText | null, code: ErrorCode, message: string, data: object): string {
  return `{"error":${JSON.stringify({ code: ERRORS[code].rpc, message, data: { code, ...data } })},"id":${id}}`;
}

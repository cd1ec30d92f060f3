import type { Readable, Writable } from 'node:stream';
import { AppError, ERRORS, type ErrorCode } from '../../protocol/errors.js';
import { MAX_LINE_BYTES, readLines } from './framing.js';
import { type IdText, type Incoming, parseMessage } from './message.js';
import { type Joinable, Outbound } from './outbound.js';

/** What the connection needs of a log. Params and results are never handed to it. */
export interface RpcLog {
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

/** One request being handled. */
export interface Call {
  readonly method: string;
  readonly params: unknown;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  /** Runs once the reply has been written: what a request sets in motion never overtakes its answer. */
  afterReply(action: FollowUp): void;
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
  readonly input: Readable;
  readonly output: Writable;
  readonly dispatcher: Dispatcher;
  readonly log: RpcLog;
}

/** Requests read but not yet handled from which on no more input is read. */
const LANE_LIMIT = 1000;

type Request = Extract<Incoming, { kind: 'request' }>;

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (why: PeerError) => void;
}

/**
 * One client on a pair of streams. Requests are handled in the order of their arrival, each seeing the effects of the ones
 * before it; those declared as long work run beside. Every request is answered exactly once.
 */
export class Connection<M extends Messages> {
  readonly #options: ConnectionOptions;
  readonly #dispatcher: Dispatcher;
  readonly #outbound: Outbound;
  readonly #gone = new AbortController();
  readonly #waiting = new Map<IdText, Waiting>();
  readonly #lane: Request[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  #laneBusy = false;
  #nextId = 0;
  #lines: Readable | undefined;
  #laneIdle: (() => void)[] = [];

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#outbound = new Outbound(options.output);
    this.#dispatcher = options.dispatcher;
  }

  /** Reads until the input ends and everything received has been started; long work may still be running. */
  async run(): Promise<void> {
    const lines = readLines(this.#options.input, {
      onRejected: (why) =>
        why === 'too-long'
          ? this.#refuse(null, 'message_too_large', `Parse error: a line may have ${MAX_LINE_BYTES} bytes`, {
              limitBytes: MAX_LINE_BYTES,
            })
          : this.#refuse(null, 'parse_error', 'Parse error: the line is not UTF-8', { reason: 'not UTF-8' }),
    });
    this.#lines = lines;
    await new Promise<void>((resolve) => {
      lines.on('data', (line: string) => {
        if (line.trim() !== '') this.#receive(parseMessage(line));
      });
      lines.once('end', resolve);
      lines.once('close', resolve);
      this.#options.input.once('error', () => resolve());
      // A client that hears nothing any more cannot want anything any more.
      this.#options.output.once('error', () => resolve());
      this.#options.output.once('close', () => resolve());
    });
    await this.idle();
  }

  /** Resolves when no request that has arrived waits for its turn. */
  async idle(): Promise<void> {
    while (this.#laneBusy) await new Promise<void>((resolve) => this.#laneIdle.push(resolve));
  }

  /** Tells long work and open requests to the client that nobody is there to hear of them. */
  leave(): void {
    this.#gone.abort();
    for (const waiting of this.#waiting.values()) waiting.reject(new PeerGone('the client is gone'));
    this.#waiting.clear();
  }

  /** Resolves when every request is answered and the answers are written. */
  async settled(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.allSettled(this.#inFlight);
    await this.#outbound.flushed();
  }

  notify<N extends Named<M['notifications']>>(method: N, ...[params]: ParamsArgument<M['notifications'][N]>): void {
    this.#outbound.send(encodeNotification(method, params));
  }

  /** A notification that carries a piece of a text; `withText` gives its params for a longer piece of the same text. */
  notifyDelta<N extends Named<M['notifications']>>(
    method: N,
    key: string,
    text: string,
    withText: (text: string) => M['notifications'][N],
  ): void {
    const delta: Joinable = { key, text, encode: (whole) => encodeNotification(method, withText(whole)) };
    this.#outbound.sendDelta(delta);
  }

  /**
   * Sends a request to the client; its result is not checked. Rejects with `PeerError` when the client answers with an error or leaves. Aborting forgets
   * the request.
   */
  request<R extends Named<M['requests']>>(method: R, params: M['requests'][R], signal: AbortSignal): Promise<unknown> {
    const id = String(this.#nextId++);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      signal.addEventListener('abort', () => {
        if (this.#waiting.delete(id)) reject(new PeerError('the question is no longer open'));
      });
      this.#outbound.send(`{"method":${JSON.stringify(method)},"id":${id},"params":${JSON.stringify(params)}}\n`);
    });
  }

  #receive(message: Incoming): void {
    switch (message.kind) {
      case 'request':
        this.#lane.push(message);
        if (this.#lane.length >= LANE_LIMIT) this.#lines?.pause();
        if (!this.#laneBusy) void this.#runLane();
        return;
      case 'notification':
        return; // `initialized` and whatever newer clients send: nothing depends on it
      case 'response':
        return this.#settle(message.id, (waiting) => waiting.resolve(message.result));
      case 'error':
        return this.#settle(message.id, (waiting) =>
          waiting.reject(new PeerError('the client answered with an error')),
        );
      case 'invalid':
        return message.code === 'parse_error'
          ? this.#refuse(null, 'parse_error', `Parse error: ${message.reason}`, { reason: message.reason })
          : this.#refuse(message.id, 'invalid_request', `Invalid request: ${message.path}: ${message.reason}`, {
              path: message.path,
              reason: message.reason,
            });
    }
  }

  #settle(id: IdText, act: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return this.#options.log.warn({ id }, 'an answer to no open request');
    this.#waiting.delete(id);
    act(waiting);
  }

  async #runLane(): Promise<void> {
    this.#laneBusy = true;
    for (let next = this.#lane.shift(); next; next = this.#lane.shift()) {
      if (this.#lane.length < LANE_LIMIT && !this.#outbound.slow) this.#lines?.resume();
      try {
        const wait = this.#dispatcher.ready(next.method);
        if (wait !== undefined) await wait;
      } catch (e) {
        this.#fail(next, e);
        continue;
      }
      const handled = this.#handle(next);
      if (!handled) continue;
      if (this.#dispatcher.isBeside(next.method)) this.#track(handled);
      else await handled;
    }
    this.#laneBusy = false;
    for (const resolve of this.#laneIdle.splice(0)) resolve();
  }

  #track(work: Promise<void>): void {
    this.#inFlight.add(work);
    void work.finally(() => this.#inFlight.delete(work));
  }

  /** Returns nothing when the handler answered at once, so that a burst of cheap requests costs no promises. */
  #handle(request: Request): Promise<void> | undefined {
    const followUps: FollowUp[] = [];
    const call: Call = {
      method: request.method,
      params: request.params,
      signal: this.#gone.signal,
      afterReply: (action) => followUps.push(action),
    };
    let result: unknown;
    try {
      result = this.#dispatcher.handle(call);
    } catch (e) {
      this.#fail(request, e);
      return undefined;
    }
    if (result instanceof Promise) {
      return result.then(
        (value) => this.#answer(request, value, followUps),
        (e) => this.#fail(request, e),
      );
    }
    this.#answer(request, result, followUps);
    return undefined;
  }

  /** The one reply to a request. What goes wrong after it is logged: it can be answered no more. */
  #answer(request: Request, result: unknown, followUps: readonly FollowUp[]): void {
    let line: string;
    try {
      line = `{"id":${request.id},"result":${JSON.stringify(result ?? null)}}\n`;
    } catch (e) {
      return this.#fail(request, e);
    }
    this.#outbound.send(line);
    for (const action of followUps) this.#follow(request, action);
  }

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

  #fail(request: Request, error: unknown): void {
    if (AppError.is(error)) return this.#refuse(request.id, error.code, error.message, error.data);
    const logId = Math.random().toString(36).slice(2, 10);
    this.#options.log.error({ logId, method: request.method, err: error }, 'a request failed unexpectedly');
    this.#refuse(request.id, 'internal', `Internal error (${logId} in the log)`, { logId });
  }

  #refuse(id: IdText | null, code: ErrorCode, message: string, data: object): void {
    const error = { code: ERRORS[code].rpc, message, data: { code, ...data } };
    this.#outbound.send(`{"error":${JSON.stringify(error)},"id":${id}}\n`);
  }
}

function encodeNotification(method: string, params: unknown): string {
  return params === undefined
    ? `{"method":"${method}"}\n`
    : `{"method":"${method}","params":${JSON.stringify(params)}}\n`;
}

import { connect, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, ERRORS, type ErrorCode } from '../../protocol/errors.js';
import type { LeaseOwner } from '../core/ports/index.js';
import { isJsonObject } from '../domain/json.js';
import { type IdText, parseMessage } from '../rpc/message.js';
import { readLines } from '../transports/lines.js';
import { readEntry, socketName } from './entry.js';
import { RelayFolder } from './folder.js';
import { greetOwner } from './handshake.js';

/** An owner that has just taken its first conversation needs a moment for its socket. */
const APPEARS_WITHIN_MS = 1500;
const LOOK_EVERY_MS = 25;
/** Milliseconds until an owner that runs has greeted. */
const GREETS_WITHIN_MS = 3000;
/** An owner that has confirmed nothing for this many milliseconds does not run. */
const SILENT_AFTER_MS = 5000;
const CHECK_EVERY_MS = 1000;

/** Gets the messages of the owner in order. The next message waits for the promise. */
export interface LinkReceiver {
  notification(method: string, params: unknown, line: string): Promise<void> | undefined;
  request(id: IdText, method: string, params: unknown): void;
  /** The owner is gone. */
  closed(): void;
}

/** Gets the reply of the owner. Later messages wait for the promise. */
export interface Waiting {
  answered(result: unknown): Promise<unknown> | undefined;
  /** `OwnerGone`, or the owner's refusal. */
  refused(error: OwnerGone | AppError): Promise<unknown> | undefined;
}

/**
 * Connects to a socket of the owner. Undefined when the owner has none for servers of this version, does not greet, or is on another machine. `wait`: it may
 * be making its socket, or may be ending, as long as it still `owns` the conversation.
 */
export async function reachOwner(
  home: string,
  owner: LeaseOwner,
  { version, wait, owns }: { readonly version: string; readonly wait: boolean; readonly owns: () => boolean },
): Promise<Socket | undefined> {
  if (owner.host !== hostname()) return undefined;
  const until = Date.now() + (wait ? APPEARS_WITHIN_MS : 0);
  for (;;) {
    const reached = await tryToReach(home, owner, version).catch(() => undefined);
    if (reached !== undefined || Date.now() >= until || !owns()) return reached ?? undefined;
    await delay(LOOK_EVERY_MS);
  }
}

/** Null: waiting does not help. */
async function tryToReach(home: string, { instance }: LeaseOwner, version: string): Promise<Socket | null | undefined> {
  const folder = new RelayFolder(home, { make: false });
  try {
    const entry = readEntry(folder, instance);
    if (!entry) return undefined;
    if (entry.instance !== instance || entry.version !== version) return null;
    const socket = connect(folder.pathOf(socketName(instance)));
    const late = setTimeout(() => socket.destroy(), GREETS_WITHIN_MS);
    socket.on('error', () => socket.destroy());
    let connected = false;
    socket.once('connect', () => (connected = true));
    try {
      await greetOwner(socket, entry.secret);
      return socket;
    } catch {
      socket.destroy();
      return connected ? null : undefined;
    } finally {
      clearTimeout(late);
    }
  } finally {
    folder.close();
  }
}

interface Sent {
  readonly line: number;
  readonly at: number;
  confirmed: boolean;
}

/** A connection to the owner of conversations, as a client of it. Messages are handled one after another, each with the replies that it settles. */
export class Link {
  /** The owner has said that it ends. */
  ending = false;
  /** Resolves when the owner is gone. */
  readonly gone: Promise<void>;
  readonly #socket: Socket;
  readonly #receiver: LinkReceiver;
  readonly #waiting = new Map<IdText, { readonly waiting: Waiting; readonly sent: Sent }[]>();
  #lines = 0;
  /** Lines that the owner has not confirmed, the oldest first. */
  #unconfirmed: Sent[] = [];
  #watch: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(socket: Socket, receiver: LinkReceiver) {
    this.#socket = socket;
    this.#receiver = receiver;
    this.gone = this.#read();
  }

  get closed(): boolean {
    return this.#closed;
  }

  request(id: IdText, method: string, params: unknown, waiting: Waiting): void {
    if (this.#closed) return void waiting.refused(new OwnerGone('gone', false));
    if (this.#isSilent) return void waiting.refused(new OwnerGone('silent', false));
    const sent = this.#send(
      `{"method":${JSON.stringify(method)},"id":${id},"params":${JSON.stringify(params ?? null)}}`,
    );
    this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), { waiting, sent }]);
    this.#watch ??= setInterval(() => this.#check(), CHECK_EVERY_MS).unref();
  }

  answer(id: IdText, answer: { readonly result: unknown } | { readonly error: object }): void {
    const [name, value] = 'result' in answer ? ['result', answer.result ?? null] : ['error', answer.error];
    this.#send(`{"id":${id},"${name}":${JSON.stringify(value)}}`);
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(message: string): Sent {
    const sent = { line: ++this.#lines, at: performance.now(), confirmed: false };
    this.#unconfirmed.push(sent);
    if (!this.#closed) this.#socket.write(`${sent.line} ${message}\n`);
    return sent;
  }

  get #isSilent(): boolean {
    const [oldest] = this.#unconfirmed;
    return oldest !== undefined && performance.now() - oldest.at > SILENT_AFTER_MS;
  }

  /** Runs while a request waits. An owner that has stopped must not keep it waiting for ever. */
  #check(): void {
    if (this.#waiting.size === 0) {
      clearInterval(this.#watch);
      this.#watch = undefined;
    } else if (this.#isSilent) this.#refuseAll('silent');
    else if (this.#unconfirmed.length === 0) this.#send('');
  }

  async #read(): Promise<void> {
    const lines = readLines(Readable.from(chunksOf(this.#socket)), () => this.close());
    for await (const line of lines) await this.#receive(line as string);
    this.#closed = true;
    this.#socket.destroy();
    this.#receiver.closed();
    this.#refuseAll('gone');
  }

  #receive(line: string): Promise<unknown> | undefined {
    if (line.startsWith('+')) return this.#confirm(Number(line.slice(1)));
    const message = parseMessage(line);
    switch (message.kind) {
      case 'response':
        return this.#take(message.id)?.answered(message.result);
      case 'error':
        return this.#take(message.id)?.refused(errorOf(message.error));
      case 'notification':
        return this.#receiver.notification(message.method, message.params, line);
      case 'request':
        this.#receiver.request(message.id, message.method, message.params);
    }
    return undefined;
  }

  #confirm(line: number): undefined {
    while (this.#unconfirmed[0] && this.#unconfirmed[0].line <= line) {
      (this.#unconfirmed.shift() as Sent).confirmed = true;
    }
  }

  #take(id: IdText): Waiting | undefined {
    const [first, ...more] = this.#waiting.get(id) ?? [];
    if (more.length > 0) this.#waiting.set(id, more);
    else this.#waiting.delete(id);
    return first?.waiting;
  }

  #refuseAll(why: OwnerGone['why']): void {
    const open = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    clearInterval(this.#watch);
    this.#watch = undefined;
    for (const { waiting, sent } of open) void waiting.refused(new OwnerGone(why, sent.confirmed));
  }
}

/** Handles all messages that have come, also after the connection was cut off. */
async function* chunksOf(socket: Socket): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of socket) yield chunk as Buffer;
  } catch {
    // the same as its end
  }
}

/** The owner has not answered. */
export class OwnerGone extends Error {
  override name = 'OwnerGone';

  constructor(
    /** It has ended; or it does not run at present, and may do so later. */
    readonly why: 'gone' | 'silent',
    /** Whether it may have handled the request. */
    readonly begun: boolean,
  ) {
    super(`the owner is ${why}`);
  }
}

/** An error of the owner, as it would be thrown here. */
function errorOf(error: unknown): AppError {
  const { message, data } = isJsonObject(error) ? error : {};
  const { code, ...rest } = isJsonObject(data) ? data : {};
  const known = typeof code === 'string' && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'internal';
  return new AppError(known, typeof message === 'string' ? message : 'the owner refused', rest as never);
}

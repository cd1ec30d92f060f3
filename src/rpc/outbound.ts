import { Backlog } from './backlog.js';
import { lengthOf, type MessageText } from './encode.js';
import type { Transport } from './transport.js';

/** A text delta that may be joined with the one queued before it. */
export interface Joinable {
  /** Deltas with equal keys belong to one text. */
  readonly key: string;
  readonly text: string;
  readonly encode: (text: string) => MessageText;
  /** A later message repeats the text. */
  readonly isSpare?: boolean;
}

/** When this many UTF-16 units wait for the client, it counts as slow. */
const SLOW_AT = 1024 * 1024;
/** UTF-16 units of unread replies above which no further request is handled. */
const MAX_UNREAD_REPLIES = 1024 * 1024;
/** What a message that is not made yet counts: it may be of any length. */
const LONG = MAX_UNREAD_REPLIES + 1;
/** When this many UTF-16 units wait for a client that may be given up, none of its further requests is handled. */
const MAX_UNREAD = 8 * 1024 * 1024;
/** When this many UTF-16 units wait for the client, messages that a later message repeats are not sent. */
const MAX_WITH_SPARE = 8 * 1024 * 1024;
/** UTF-16 units that are handed to the transport at once. */
const SLICE = 64 * 1024;

type Queued =
  | { readonly kind: 'message' | 'reply'; readonly text: MessageText }
  | { readonly kind: 'delta'; readonly key: string; readonly parts: string[]; encode: Joinable['encode'] };

/**
 * The one writer of a connection. Messages of one turn of the event loop leave together: a write costs as much as many messages, and many models may speak at
 * once. A reply, or much text, leaves at the end of its tick, with all that was sent before it. When the client is slow, messages wait here, and text deltas of
 * one text that follow each other are joined. Only messages that a later message repeats are dropped, and only when much is waiting.
 */
export class Outbound {
  readonly #transport: Pick<Transport, 'send' | 'flushed'>;
  /** Of a client that may be given up. */
  readonly #backlog: Backlog | undefined;
  #batch: MessageText[] = [];
  #batchLength = 0;
  #scheduled: 'no' | 'turn' | 'tick' = 'no';
  #blocked = false;
  #queue: Queued[] = [];
  #queuedLength = 0;
  /** Lengths of replies: those that wait here, and those that the transport was given and may still hold. */
  #queuedReplies = 0;
  #givenReplies = 0;
  #closed = false;
  #relieved: (() => void)[] = [];
  #caughtUp: (() => void)[] = [];

  /** `giveUp` ends the connection to a client that leaves too much unread. */
  constructor(transport: Pick<Transport, 'send' | 'flushed'>, giveUp?: (reason: string) => void) {
    this.#transport = transport;
    this.#backlog = giveUp && new Backlog(giveUp);
  }

  /** True while more is waiting than a client that keeps up would leave. */
  get slow(): boolean {
    return this.#queuedLength > SLOW_AT;
  }

  /** Resolves when the client has read enough replies for the next request to be handled; undefined when it has already. */
  relieved(): Promise<void> | undefined {
    if (!this.#isFull) return undefined;
    return new Promise((resolve) => this.#relieved.push(resolve));
  }

  /** Resolves when the client has caught up; undefined when it keeps up now. For those who could send without end. */
  caughtUp(): Promise<void> | undefined {
    if (!this.slow) return undefined;
    return new Promise((resolve) => this.#caughtUp.push(resolve));
  }

  send(text: MessageText, kind: 'message' | 'reply' = 'message'): void {
    if (this.#closed) return;
    const length = lengthOf(text, LONG);
    if (!this.#blocked) {
      if (kind === 'reply') this.#givenReplies += length;
      return this.#add(text, length, kind);
    }
    this.#queue.push({ kind, text });
    if (kind === 'reply') this.#queuedReplies += length;
    this.#grow(length);
  }

  /** For what a later message has as well. */
  sendSpare(encode: () => MessageText): void {
    if (this.#queuedLength <= MAX_WITH_SPARE) this.send(encode());
  }

  sendDelta({ key, text, encode, isSpare = false }: Joinable): void {
    if (isSpare && this.#queuedLength > MAX_WITH_SPARE) return;
    if (!this.slow) return this.send(encode(text));
    if (this.#closed) return;
    const last = this.#queue.at(-1);
    if (last?.kind === 'delta' && last.key === key) {
      last.parts.push(text);
      last.encode = encode; // the stamp of the last piece
    } else this.#queue.push({ kind: 'delta', key, parts: [text], encode });
    this.#grow(text.length);
  }

  /** Resolves when everything sent so far is on its way to the client, or the client is gone. */
  async flushed(): Promise<void> {
    do {
      this.#sendBatch();
      await this.#transport.flushed();
    } while (!this.#closed && (this.#batch.length > 0 || this.#queue.length > 0));
  }

  /** The client has taken what the transport had. */
  drained(): void {
    this.#blocked = false;
    this.#givenReplies = 0;
    // In slices: a client that stays slow must not get everything that waits pushed into the transport at once.
    while (!this.#blocked && this.#queue.length > 0) this.#give(this.#nextSlice());
    this.#backlog?.changed(this.#queuedLength);
    this.#relieve();
  }

  /** The client reads no more. */
  close(): void {
    this.#closed = true;
    this.#queue = [];
    this.#batch = [];
    this.#batchLength = 0;
    this.#queuedLength = 0;
    this.#queuedReplies = 0;
    this.#givenReplies = 0;
    this.#backlog?.changed(0);
    this.#relieve();
  }

  get #isFull(): boolean {
    if (this.#backlog !== undefined && this.#queuedLength > MAX_UNREAD) return true;
    return this.#queuedReplies + this.#givenReplies > MAX_UNREAD_REPLIES;
  }

  #grow(length: number): void {
    this.#queuedLength += length;
    this.#backlog?.changed(this.#queuedLength);
  }

  #add(text: MessageText, length: number, kind: 'message' | 'reply'): void {
    this.#batch.push(text);
    this.#batchLength += length;
    if (this.#scheduled !== 'tick' && (kind === 'reply' || this.#batchLength >= SLICE)) {
      this.#scheduled = 'tick';
      process.nextTick(() => this.#sendBatch());
    } else if (this.#scheduled === 'no') {
      this.#scheduled = 'turn';
      setImmediate(() => this.#sendBatch());
    }
  }

  #sendBatch(): void {
    this.#scheduled = 'no';
    if (this.#batch.length === 0 || this.#closed) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#batchLength = 0;
    this.#give(batch);
    this.#relieve();
  }

  #give(texts: readonly MessageText[]): void {
    this.#blocked = !this.#transport.send(texts);
    if (!this.#blocked) this.#givenReplies = 0;
  }

  #nextSlice(): MessageText[] {
    const texts: MessageText[] = [];
    let length = 0;
    let count = 0;
    for (; count < this.#queue.length && length < SLICE; count++) {
      const queued = this.#queue[count] as Queued;
      const { text, waited } = textOf(queued);
      this.#queuedLength -= waited;
      if (queued.kind === 'reply') {
        this.#queuedReplies -= waited;
        this.#givenReplies += waited;
      }
      length += lengthOf(text, LONG);
      texts.push(text);
    }
    this.#queue.splice(0, count);
    return texts;
  }

  #relieve(): void {
    if (!this.slow) for (const resolve of this.#caughtUp.splice(0)) resolve();
    if (this.#isFull) return;
    for (const resolve of this.#relieved.splice(0)) resolve();
  }
}

/** What is sent, and the length with which it was counted while it waited. */
function textOf(queued: Queued): { text: MessageText; waited: number } {
  if (queued.kind !== 'delta') return { text: queued.text, waited: lengthOf(queued.text, LONG) };
  const plain = queued.parts.join('');
  return { text: queued.encode(plain), waited: plain.length };
}

import type { Transport } from './transport.js';

/** A text delta that may be joined with the one queued before it. */
export interface Joinable {
  /** Deltas with equal keys belong to one text. */
  readonly key: string;
  readonly text: string;
  readonly encode: (text: string) => string;
}

/** UTF-16 units waiting for the client from which on it counts as slow. */
const SLOW_AT = 1024 * 1024;
/** UTF-16 units of unread replies from which on no further request is handled. */
const MAX_UNREAD_REPLIES = 1024 * 1024;
/** UTF-16 units that are handed to the transport at once. */
const SLICE = 64 * 1024;

type Queued =
  | { readonly kind: 'message' | 'reply'; readonly text: string }
  | { readonly kind: 'delta'; readonly key: string; readonly parts: string[]; readonly encode: Joinable['encode'] };

/**
 * The one writer of a connection. Messages of one tick leave together. When the client is slow, messages wait here, and text deltas
 * of one text that follow each other are joined; nothing is dropped.
 */
export class Outbound {
  readonly #transport: Pick<Transport, 'send' | 'flushed'>;
  #batch: string[] = [];
  #scheduled = false;
  #blocked = false;
  #queue: Queued[] = [];
  #queuedLength = 0;
  #unreadReplies = 0;
  #closed = false;
  #relieved: (() => void)[] = [];

  constructor(transport: Pick<Transport, 'send' | 'flushed'>) {
    this.#transport = transport;
  }

  /** True while more is waiting than a client that keeps up would leave. */
  get slow(): boolean {
    return this.#queuedLength > SLOW_AT;
  }

  /** Resolves when the client has read enough replies for the next request to be handled; undefined when it has already. */
  relieved(): Promise<void> | undefined {
    if (this.#unreadReplies <= MAX_UNREAD_REPLIES) return undefined;
    return new Promise((resolve) => this.#relieved.push(resolve));
  }

  send(text: string, kind: 'message' | 'reply' = 'message'): void {
    if (this.#closed) return;
    if (!this.#blocked) return this.#add(text);
    this.#queue.push({ kind, text });
    this.#queuedLength += text.length;
    if (kind === 'reply') this.#unreadReplies += text.length;
  }

  sendDelta({ key, text, encode }: Joinable): void {
    if (!this.slow) return this.send(encode(text));
    if (this.#closed) return;
    this.#queuedLength += text.length;
    const last = this.#queue.at(-1);
    if (last?.kind === 'delta' && last.key === key) last.parts.push(text);
    else this.#queue.push({ kind: 'delta', key, parts: [text], encode });
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
    // In slices: a client that stays slow must not get everything that waits pushed into the transport at once.
    while (!this.#blocked && this.#queue.length > 0) this.#blocked = !this.#transport.send(this.#nextSlice());
    if (this.#unreadReplies <= MAX_UNREAD_REPLIES) this.#relieve();
  }

  /** The client reads no more. */
  close(): void {
    this.#closed = true;
    this.#queue = [];
    this.#batch = [];
    this.#queuedLength = 0;
    this.#unreadReplies = 0;
    this.#relieve();
  }

  #add(text: string): void {
    this.#batch.push(text);
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(() => this.#sendBatch());
  }

  #sendBatch(): void {
    this.#scheduled = false;
    if (this.#batch.length === 0 || this.#closed) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#blocked = !this.#transport.send(batch);
  }

  #nextSlice(): string[] {
    const texts: string[] = [];
    let length = 0;
    let count = 0;
    for (; count < this.#queue.length && length < SLICE; count++) {
      const queued = this.#queue[count] as Queued;
      const plain = queued.kind === 'delta' ? queued.parts.join('') : queued.text;
      this.#queuedLength -= plain.length;
      if (queued.kind === 'reply') this.#unreadReplies -= plain.length;
      const text = queued.kind === 'delta' ? queued.encode(plain) : plain;
      length += text.length;
      texts.push(text);
    }
    this.#queue.splice(0, count);
    return texts;
  }

  #relieve(): void {
    for (const resolve of this.#relieved.splice(0)) resolve();
  }
}

import type { Writable } from 'node:stream';

/** A text delta that may be joined with the one queued before it. */
export interface Joinable {
  /** Deltas with equal keys belong to one text. */
  readonly key: string;
  readonly text: string;
  readonly encode: (text: string) => string;
}

/** Bytes (UTF-16 units, roughly) waiting for the reader from which on it counts as slow. */
const SLOW_AT = 1024 * 1024;

interface QueuedDelta {
  key: string;
  parts: string[];
  encode: (text: string) => string;
}

/**
 * The one writer of a connection. Lines written in one tick leave in one write. When the reader is slow, lines wait here, and
 * text deltas of one text that follow each other are joined; nothing is dropped.
 */
export class Outbound {
  readonly #stream: Writable;
  #batch: string[] = [];
  #scheduled = false;
  #blocked = false;
  #queue: (string | QueuedDelta)[] = [];
  #queuedLength = 0;
  #closed = false;
  #drained: (() => void)[] = [];

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('drain', () => this.#onDrain());
    stream.on('error', () => this.#onClose());
    stream.on('close', () => this.#onClose());
  }

  /** True while more is waiting than a reader that keeps up would leave. */
  get slow(): boolean {
    return this.#queuedLength > SLOW_AT;
  }

  send(line: string): void {
    if (this.#closed) return;
    if (this.#blocked) {
      this.#queue.push(line);
      this.#queuedLength += line.length;
    } else this.#add(line);
  }

  sendDelta(delta: Joinable): void {
    if (!this.slow) return this.send(delta.encode(delta.text));
    if (this.#closed) return;
    this.#queuedLength += delta.text.length;
    const last = this.#queue.at(-1);
    if (typeof last === 'object' && last.key === delta.key) last.parts.push(delta.text);
    else this.#queue.push({ key: delta.key, parts: [delta.text], encode: delta.encode });
  }

  /** Resolves when everything sent so far has been taken by the reader's pipe, or the reader is gone. */
  async flushed(): Promise<void> {
    this.#writeBatch();
    while (!this.#closed && (this.#blocked || this.#stream.writableLength > 0)) {
      await new Promise<void>((resolve) => {
        this.#drained.push(resolve);
        if (!this.#blocked) this.#stream.write('', () => this.#wake());
      });
    }
  }

  #add(line: string): void {
    this.#batch.push(line);
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(() => this.#writeBatch());
  }

  #writeBatch(): void {
    this.#scheduled = false;
    if (this.#batch.length === 0 || this.#closed) return;
    const text = this.#batch.length === 1 ? (this.#batch[0] as string) : this.#batch.join('');
    this.#batch = [];
    this.#blocked = !this.#stream.write(text);
  }

  #onDrain(): void {
    this.#blocked = false;
    // In slices: a reader that stays slow must not get its whole backlog pushed into the stream's buffer at once.
    while (!this.#blocked && this.#queue.length > 0) {
      const slice = this.#queue.splice(0, 256);
      let text = '';
      for (const entry of slice) {
        const line = typeof entry === 'string' ? entry : entry.encode(entry.parts.join(''));
        this.#queuedLength -= typeof entry === 'string' ? line.length : entry.parts.reduce((n, p) => n + p.length, 0);
        text += line;
      }
      this.#blocked = !this.#stream.write(text);
    }
    if (!this.#blocked) this.#wake();
  }

  #onClose(): void {
    this.#closed = true;
    this.#queue = [];
    this.#queuedLength = 0;
    this.#batch = [];
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}

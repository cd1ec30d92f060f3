import { controllerUntil } from '../../domain/abort.js';

/** A stream is read this many values ahead; then its sender has to wait. */
const MAX_AHEAD = 64;

/**
 * Reads a stream ahead of its consumer, so that it is known what has arrived while a tool runs. An error of the stream comes after the values
 * before it. The signal that `open` gets is aborted when the consumer stops early.
 */
export class ReadAhead<T> implements AsyncIterable<T> {
  readonly #waiting: T[] = [];
  readonly #source: AbortController;
  /** The consumer has stopped early. */
  #left = false;
  #end: { readonly error?: unknown } | undefined;
  readonly #wakers: (() => void)[] = [];

  constructor(open: (signal: AbortSignal) => AsyncIterable<T>, signal: AbortSignal) {
    this.#source = controllerUntil(signal);
    void this.#read(open(this.#source.signal));
  }

  /** Values that have arrived and that the consumer has not taken. */
  get waiting(): readonly T[] {
    return this.#waiting;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (;;) {
        const value = this.#waiting.shift();
        this.#notify();
        if (value !== undefined) yield value;
        else if (this.#end === undefined) await this.#change();
        else if ('error' in this.#end) throw this.#end.error;
        else return;
      }
    } finally {
      this.#left = true;
      if (this.#end === undefined) this.#source.abort();
      this.#notify();
    }
  }

  async #read(source: AsyncIterable<T>): Promise<void> {
    try {
      for await (const value of source) {
        this.#waiting.push(value);
        this.#notify();
        while (this.#waiting.length >= MAX_AHEAD && !this.#left) await this.#change();
        if (this.#left) break;
      }
      this.#end = {};
    } catch (error) {
      this.#end = { error };
    }
    this.#notify();
  }

  #change(): Promise<void> {
    return new Promise((wake) => void this.#wakers.push(wake));
  }

  #notify(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }
}

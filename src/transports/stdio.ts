import type { Readable, Writable } from 'node:stream';
import type { MessageText } from '../rpc/encode.js';
import type { Receiver, Transport } from '../rpc/transport.js';
import { readLines } from './lines.js';
import { Pieces } from './pieces.js';

/** One message a line on a pair of streams. */
export class StdioTransport implements Transport {
  readonly #input: Readable;
  readonly #output: Writable;
  #lines: Readable | undefined;
  #receiver: Receiver | undefined;
  /** Messages that the stream has not taken. */
  readonly #waiting = new Pieces();
  #blocked = false;
  #gone = false;
  #idle: (() => void)[] = [];

  constructor(input: Readable, output: Writable) {
    this.#input = input;
    this.#output = output;
    output.on('drain', () => this.#onDrain());
    output.on('error', () => this.#onGone());
    output.on('close', () => this.#onGone());
  }

  start(receiver: Receiver): void {
    this.#receiver = receiver;
    if (this.#gone) receiver.gone();
    const lines = readLines(this.#input, (why) => receiver.unreadable(why));
    this.#lines = lines;
    lines.on('data', (line: string) => receiver.message(line));
    lines.once('end', () => receiver.ended());
    lines.once('close', () => receiver.ended());
    this.#input.once('error', () => receiver.ended());
  }

  pause(): void {
    this.#lines?.pause();
  }

  resume(): void {
    this.#lines?.resume();
  }

  send(messages: readonly MessageText[]): boolean {
    if (this.#gone) return true;
    this.#waiting.add(messages);
    this.#write();
    return !this.#blocked;
  }

  async flushed(): Promise<void> {
    while (!this.#gone && (this.#blocked || this.#output.writableLength > 0)) {
      await new Promise<void>((resolve) => {
        this.#idle.push(resolve);
        if (!this.#blocked) this.#output.write('', () => this.#wake());
      });
    }
  }

  #write(): void {
    while (!this.#blocked) {
      const piece = this.#waiting.next();
      if (piece === '') return;
      try {
        this.#blocked = !this.#output.write(piece);
      } catch {
        return this.#onGone(); // a stream on a file throws: the disk is full
      }
    }
  }

  #onDrain(): void {
    this.#blocked = false;
    this.#write();
    if (this.#blocked) return;
    this.#receiver?.drained();
    this.#wake();
  }

  #onGone(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#waiting.clear();
    this.#receiver?.gone();
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

import type { Readable, Writable } from 'node:stream';
import type { Receiver, Transport } from '../rpc/transport.js';
import { readLines } from './lines.js';

/** UTF-16 units that are handed to the stream at once, so that a long message exists as bytes only piece by piece. */
const PIECE = 256 * 1024;

/** One message a line on a pair of streams. */
export class StdioTransport implements Transport {
  readonly #input: Readable;
  readonly #output: Writable;
  #lines: Readable | undefined;
  #receiver: Receiver | undefined;
  /** Text that the stream has not taken; the first `#sent` units of it are on their way. */
  #waiting = '';
  #sent = 0;
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

  send(messages: readonly string[]): boolean {
    if (this.#gone || messages.length === 0) return true;
    this.#waiting += `${messages.join('\n')}\n`;
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
    while (!this.#blocked && this.#sent < this.#waiting.length) {
      const piece = pieceOf(this.#waiting, this.#sent);
      this.#sent += piece.length;
      try {
        this.#blocked = !this.#output.write(piece);
      } catch {
        return this.#onGone(); // a stream on a file throws: the disk is full
      }
    }
    if (this.#sent < this.#waiting.length) return;
    this.#waiting = '';
    this.#sent = 0;
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
    this.#waiting = '';
    this.#sent = 0;
    this.#receiver?.gone();
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

/** Never ends between the halves of a surrogate pair: as bytes each half would be lost. */
function pieceOf(text: string, from: number): string {
  const end = from + PIECE;
  const last = text.charCodeAt(end - 1);
  return text.slice(from, last >= 0xd800 && last <= 0xdbff ? end - 1 : end);
}

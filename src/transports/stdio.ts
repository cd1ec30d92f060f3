import type { Readable, Writable } from 'node:stream';
import type { MessageText } from '../rpc/encode.js';
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

/** Lines in pieces of like size: short ones are joined, a long one is made and cut when the stream is ready for more. */
class Pieces {
  #messages: MessageText[] = [];
  /** What remains of the message that was begun. */
  #begun: Iterator<string> | undefined;
  /** Text that was made; the first `#taken` units of it are on their way. */
  #made = '';
  #taken = 0;

  add(messages: readonly MessageText[]): void {
    this.#messages.push(...messages);
  }

  /** Empty when nothing waits. */
  next(): string {
    if (this.#taken >= this.#made.length) this.#make();
    const piece = pieceOf(this.#made, this.#taken);
    this.#taken += piece.length;
    return piece;
  }

  clear(): void {
    this.#messages = [];
    this.#begun = undefined;
    this.#made = '';
    this.#taken = 0;
  }

  #make(): void {
    const messages = this.#messages;
    let made = '';
    let count = 0;
    while (made.length < PIECE) {
      if (this.#begun) {
        const { value, done } = this.#begun.next();
        made += done ? '\n' : value;
        if (done) this.#begun = undefined;
        continue;
      }
      const message = messages[count++];
      if (message === undefined) break;
      if (typeof message === 'string') made += `${message}\n`;
      else this.#begun = message[Symbol.iterator]();
    }
    messages.splice(0, count);
    this.#made = made;
    this.#taken = 0;
  }
}

/** Never ends between the halves of a surrogate pair: as bytes each half would be lost. */
function pieceOf(text: string, from: number): string {
  const end = from + PIECE;
  const last = text.charCodeAt(end - 1);
  return text.slice(from, last >= 0xd800 && last <= 0xdbff ? end - 1 : end);
}

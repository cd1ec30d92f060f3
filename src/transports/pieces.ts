import { wholeUnits } from '../domain/json-pieces.js';
import type { MessageText } from '../rpc/encode.js';

/** UTF-16 units that are handed to the stream at once, so that a long message exists as bytes only piece by piece. */
const PIECE = 256 * 1024;
/** The same for frames of a websocket. Some clients take at most 16 MiB in one frame. */
const FRAGMENT = 64 * 1024;

/** Lines in pieces of like size: short ones are joined, a long one is made and cut when the stream is ready for more. */
export class Pieces {
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
    const piece = wholeUnits(this.#made, this.#taken, PIECE);
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

/** A part of a message that is sent as one frame. */
export interface Fragment {
  readonly text: string;
  readonly isLast: boolean;
}

/** Messages as frames: a short one is one frame, a long one is made and cut when the socket is ready for more. */
export class Fragments {
  #messages: MessageText[] = [];
  /** What was made of the message that was begun; the first `#taken` units of it are on their way. */
  #made: string | undefined;
  #taken = 0;
  /** What remains to be made of it. */
  #rest: Iterator<string> | undefined;

  add(messages: readonly MessageText[]): void {
    this.#messages.push(...messages);
  }

  /** Undefined when nothing waits. */
  next(): Fragment | undefined {
    if (this.#made === undefined && !this.#begin()) return undefined;
    const made = this.#make();
    const text = wholeUnits(made, this.#taken, FRAGMENT);
    this.#taken += text.length;
    const isLast = this.#rest === undefined && this.#taken >= made.length;
    if (isLast) this.#made = undefined;
    return { text, isLast };
  }

  clear(): void {
    this.#messages = [];
    this.#made = undefined;
    this.#rest = undefined;
  }

  #begin(): boolean {
    const message = this.#messages.shift();
    if (message === undefined) return false;
    this.#made = typeof message === 'string' ? message : '';
    this.#rest = typeof message === 'string' ? undefined : message[Symbol.iterator]();
    this.#taken = 0;
    return true;
  }

  /** More than one frame, unless the message has no more. */
  #make(): string {
    let made = this.#made ?? '';
    while (this.#rest !== undefined && made.length - this.#taken <= FRAGMENT) {
      const { value, done } = this.#rest.next();
      if (done) this.#rest = undefined;
      else made = made.slice(this.#taken) + value;
      if (!done) this.#taken = 0;
    }
    this.#made = made;
    return made;
  }
}

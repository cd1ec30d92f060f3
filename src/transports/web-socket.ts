import type { Writable } from 'node:stream';
import type { WebSocket } from 'ws';
import type { MessageText } from '../rpc/encode.js';
import type { Receiver, Transport } from '../rpc/transport.js';
import { Fragments } from './pieces.js';

/** UTF-16 units that the socket may hold. What it holds cannot be taken back, and a close frame comes after it. */
const MAX_HELD = 64 * 1024;

/** Close code of a client that does not do as it must. */
const TOO_SLOW = 1008;

/** One message a text frame, or a text in fragments. Binary messages are ignored. */
export class WebSocketTransport implements Transport {
  readonly #socket: WebSocket;
  /** What carries the frames. */
  readonly #stream: Writable;
  #receiver: Receiver | undefined;
  /** Messages that the socket has not taken. */
  readonly #waiting = new Fragments();
  #held = 0;
  #blocked = false;
  #over = false;
  #paused = false;
  /** Whether the client has shown since the last question that it is there. */
  #seen = true;
  #idle: (() => void)[] = [];

  constructor(socket: WebSocket, stream: Writable) {
    this.#socket = socket;
    this.#stream = stream;
    socket.on('error', () => {}); // `close` follows
    socket.once('close', () => this.#onOver());
    for (const sign of ['message', 'ping', 'pong'] as const) socket.on(sign, () => (this.#seen = true));
  }

  start(receiver: Receiver): void {
    this.#receiver = receiver;
    this.#socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary && !this.#over) receiver.message(data.toString());
    });
  }

  pause(): void {
    this.#paused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#socket.resume();
  }

  send(messages: readonly MessageText[]): boolean {
    if (this.#over) return true;
    this.#waiting.add(messages);
    this.#write();
    return !this.#blocked;
  }

  async flushed(): Promise<void> {
    while (!this.#over && (this.#blocked || this.#held > 0)) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  /** Asks whether the client is still there; cuts the connection when nothing has come from it, nor gone to it, since the question before. */
  ask(): void {
    if (this.#over) return;
    // Nothing comes from a client that must wait, not even its answer.
    if (!this.#seen && (this.#blocked || !this.#paused)) return this.cut();
    this.#seen = false;
    this.#socket.ping();
  }

  giveUp(reason: string): void {
    this.end(TOO_SLOW, reason);
  }

  /** Sends nothing more but the reason, and ends the connection. */
  end(code: number, reason: string): void {
    this.#onOver();
    // The answer to the close frame must be read.
    this.#socket.resume();
    this.#socket.close(code, reason);
  }

  /** Ends it without a word. */
  cut(): void {
    this.#socket.terminate();
  }

  /** Resolves when the connection is over. */
  get closed(): Promise<void> {
    if (this.#socket.readyState === this.#socket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => this.#socket.once('close', () => resolve()));
  }

  #write(): void {
    this.#stream.cork(); // frames of one tick leave together
    while (!this.#blocked) {
      const fragment = this.#waiting.next();
      if (fragment === undefined) break;
      const { text, isLast } = fragment;
      this.#held += text.length;
      this.#blocked = this.#held >= MAX_HELD;
      this.#socket.send(text, { fin: isLast }, () => this.#onSent(text.length));
    }
    this.#stream.uncork();
  }

  #onSent(length: number): void {
    this.#held -= length;
    if (this.#over) return;
    if (this.#blocked && this.#held < MAX_HELD) {
      this.#blocked = false;
      this.#seen = true;
      this.#write();
      if (!this.#blocked) this.#receiver?.drained();
    }
    if (!this.#blocked && this.#held === 0) this.#wake();
  }

  #onOver(): void {
    if (this.#over) return;
    this.#over = true;
    this.#waiting.clear();
    this.#receiver?.ended();
    this.#receiver?.gone();
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}

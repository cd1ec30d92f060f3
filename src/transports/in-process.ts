import type { MessageText } from '../rpc/encode.js';
import type { Receiver, Transport } from '../rpc/transport.js';

/** The client's end of a connection inside this process. */
export interface InProcessClient {
  /** Sends one message: the text of a JSON value. */
  send(message: string): void;
  /** Ends the input of the server. Requests that were sent before are still answered. */
  end(): void;
}

/** Passes messages inside this process; `receive` gets those of the server. It never blocks, so the server does not wait for a slow client. */
export class InProcessTransport implements Transport {
  readonly client: InProcessClient = {
    send: (message) => this.#deliver(() => this.#receiver?.message(message)),
    end: () => this.#deliver(() => this.#receiver?.ended()),
  };
  readonly #receive: (message: string) => void;
  #receiver: Receiver | undefined;
  #paused = true;
  #waiting: (() => void)[] = [];

  constructor(receive: (message: string) => void) {
    this.#receive = receive;
  }

  start(receiver: Receiver): void {
    this.#receiver = receiver;
    this.resume();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    while (!this.#paused && this.#waiting.length > 0) this.#waiting.shift()?.();
  }

  send(messages: readonly MessageText[]): boolean {
    for (const message of messages) this.#receive(typeof message === 'string' ? message : [...message].join(''));
    return true;
  }

  async flushed(): Promise<void> {}

  #deliver(action: () => void): void {
    if (this.#paused || this.#waiting.length > 0) this.#waiting.push(action);
    else action();
  }
}

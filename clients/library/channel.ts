import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Gets the messages of the other side. */
export interface Receiver {
  /** One message: the text of a JSON value. */
  message(text: string): void;
  /** Nothing more comes. `error` says why, when it is not an orderly end. */
  closed(error?: Error): void;
}

/** Carries messages to a server and back. A client has one. */
export interface Channel {
  /** Begins to deliver. Called once, before anything is sent. */
  start(receiver: Receiver): void;
  send(message: string): void;
  /** Stops the delivery until `resume`, so that a fast server waits for a slow client. */
  pause(): void;
  resume(): void;
  /** Sends what is left and ends the connection. Resolves when the other side has ended too. */
  close(): Promise<void>;
}

/** A channel over a pair of byte streams: one message a line. */
export function streamChannel(input: Readable, output: Writable): Channel {
  let isClosed = false;
  let whenClosed: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    whenClosed = resolve;
  });
  return {
    start(receiver) {
      const close = (error?: Error): void => {
        if (isClosed) return;
        isClosed = true;
        whenClosed();
        receiver.closed(error);
      };
      const lines = new Lines((line) => receiver.message(line));
      input.on('data', (chunk: Buffer) => lines.add(chunk));
      input.once('end', () => close());
      input.once('close', () => close());
      input.once('error', close);
      output.once('error', close); // the server is gone; its end is noticed by `input` too
    },
    send: (message) => void output.write(`${message}\n`),
    pause: () => void input.pause(),
    resume: () => void input.resume(),
    async close() {
      if (isClosed) return;
      output.end();
      await ended;
    },
  };
}

/** Builds lines from chunks of bytes. */
class Lines {
  readonly #decoder = new StringDecoder('utf8');
  readonly #give: (line: string) => void;
  #held: string[] = [];

  constructor(give: (line: string) => void) {
    this.#give = give;
  }

  add(chunk: Buffer): void {
    const [first = '', ...rest] = this.#decoder.write(chunk).split('\n');
    this.#held.push(first);
    for (const piece of rest) {
      const line = this.#held.join('');
      this.#held = [piece];
      if (line.trim() !== '') this.#give(line);
    }
  }
}

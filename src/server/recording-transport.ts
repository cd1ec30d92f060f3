import { closeSync, openSync, writeSync } from 'node:fs';
import type { MessageText } from '../rpc/encode.js';
import type { Receiver, Transport } from '../rpc/transport.js';
import { withoutSecrets } from './redact.js';

/** Passes messages on as another transport does, and writes each of them to a file: `{"from":"client","message":…}`, one a line. */
export class RecordingTransport implements Transport {
  readonly #inner: Transport;
  #fd: number | undefined;

  /** Throws when the file exists already, or cannot be made. Only the user can read it. */
  constructor(inner: Transport, path: string) {
    this.#inner = inner;
    this.#fd = openSync(path, 'wx', 0o600);
  }

  start(receiver: Receiver): void {
    this.#inner.start({
      message: (text) => {
        this.#record('client', text);
        receiver.message(text);
      },
      unreadable: (why) => receiver.unreadable(why),
      drained: () => receiver.drained(),
      ended: () => receiver.ended(),
      gone: () => receiver.gone(),
    });
  }

  pause(): void {
    this.#inner.pause();
  }

  resume(): void {
    this.#inner.resume();
  }

  send(messages: readonly MessageText[]): boolean {
    const texts = messages.map((message) => (typeof message === 'string' ? message : [...message].join('')));
    for (const text of texts) this.#record('server', text);
    return this.#inner.send(texts);
  }

  flushed(): Promise<void> {
    return this.#inner.flushed();
  }

  /** A message that is not JSON is left out: a replay could not use it. A file that cannot be written ends the recording, not the server. */
  #record(from: 'client' | 'server', text: string): void {
    if (this.#fd === undefined) return;
    try {
      writeSync(this.#fd, `${JSON.stringify({ from, message: withoutSecrets(JSON.parse(text)) })}\n`);
    } catch (e) {
      if (e instanceof SyntaxError) return;
      closeSync(this.#fd);
      this.#fd = undefined;
    }
  }
}

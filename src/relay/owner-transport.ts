import type { MessageText } from '../rpc/encode.js';
import type { Receiver, Transport } from '../rpc/transport.js';

/*
 * Between two servers, each line to the owner begins with a number, and the owner says with `+` and the number that it has it: at once, before it does
 * anything. Whatever it has not confirmed when it ends, it has not begun; and an owner that confirms nothing does not run. A line may have only a number.
 */

/** The owner's end of a connection with another server. */
export class OwnerTransport implements Transport {
  readonly #inner: Transport;

  constructor(inner: Transport) {
    this.#inner = inner;
  }

  start(receiver: Receiver): void {
    this.#inner.start({
      unreadable: (why) => receiver.unreadable(why),
      drained: () => receiver.drained(),
      ended: () => receiver.ended(),
      gone: () => receiver.gone(),
      message: (line) => {
        const space = line.indexOf(' ');
        this.#inner.send([`+${line.slice(0, space)}`]);
        if (space + 1 < line.length) receiver.message(line.slice(space + 1));
      },
    });
  }

  pause(): void {
    this.#inner.pause();
  }

  resume(): void {
    this.#inner.resume();
  }

  send(messages: readonly MessageText[]): boolean {
    return this.#inner.send(messages);
  }

  flushed(): Promise<void> {
    return this.#inner.flushed();
  }
}

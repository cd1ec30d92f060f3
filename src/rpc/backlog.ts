/** UTF-16 units that may wait for a client for some time, and that may wait for a moment. */
const MAX_FOR_LONG = 16 * 1024 * 1024;
const MAX_AT_ALL = 128 * 1024 * 1024;
/** Milliseconds in which a client that keeps up has read what came at once. */
const LONG_MS = 5000;

/** Watches how much waits for a client, and gives it up when that is too much. */
export class Backlog {
  readonly #giveUp: (reason: string) => void;
  #length = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(giveUp: (reason: string) => void) {
    this.#giveUp = giveUp;
  }

  changed(length: number): void {
    this.#length = length;
    if (length > MAX_AT_ALL) return this.#end();
    if (length > MAX_FOR_LONG) this.#timer ??= setTimeout(() => this.#end(), LONG_MS).unref();
    else this.#stop();
  }

  #end(): void {
    this.#stop();
    const waiting = Math.round(this.#length / 1024 / 1024);
    this.#giveUp(`the client reads too slowly: ${waiting} MiB wait for it`);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

/** How long one piece of work keeps the others of its thread waiting, in milliseconds. */
const SLICE_MS = 8;

/** Splits long work into slices. Between them, the thread does its other work. */
export class Pace {
  #until = performance.now() + SLICE_MS;

  get due(): boolean {
    return performance.now() >= this.#until;
  }

  /** Await it between two steps. During a slice, it returns nothing to wait for. */
  rest(): Promise<void> | undefined {
    return this.due ? this.#rest() : undefined;
  }

  async #rest(): Promise<void> {
    await turnOfTheLoop();
    this.#until = performance.now() + SLICE_MS;
  }
}

import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

/** How long one piece of work keeps the others of its thread waiting, in milliseconds. */
const SLICE_MS = 8;

/** Long work in slices, between which the thread does what else there is. */
export class Pace {
  #until = performance.now() + SLICE_MS;

  get due(): boolean {
    return performance.now() >= this.#until;
  }

  /** To be awaited between two steps: nothing to wait for while the slice lasts. */
  rest(): Promise<void> | undefined {
    return this.due ? this.#rest() : undefined;
  }

  async #rest(): Promise<void> {
    await turnOfTheLoop();
    this.#until = performance.now() + SLICE_MS;
  }
}

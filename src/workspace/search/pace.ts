import { setImmediate } from 'node:timers/promises';

/** How long one search keeps the others of its thread waiting, in milliseconds. */
const SLICE_MS = 8;

/** Long work in slices, between which the thread does what else there is. */
export class Pace {
  #until = performance.now() + SLICE_MS;

  get due(): boolean {
    return performance.now() >= this.#until;
  }

  async rest(): Promise<void> {
    await setImmediate();
    this.#until = performance.now() + SLICE_MS;
  }
}

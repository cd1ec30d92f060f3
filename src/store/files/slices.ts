import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

/** So long work goes on at a time. */
const SLICE_MS = 8;

/** Long work in slices: other work runs between them. */
export class Slices {
  #end = performance.now() + SLICE_MS;

  /** To be awaited between two steps. */
  rest(): Promise<void> | undefined {
    return performance.now() < this.#end ? undefined : this.#rest();
  }

  async #rest(): Promise<void> {
    await turnOfTheLoop();
    this.#end = performance.now() + SLICE_MS;
  }
}

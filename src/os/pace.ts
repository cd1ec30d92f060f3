import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

/** How long one piece of work keeps the others of its thread waiting, in milliseconds. */
const SLICE_MS = 8;
/** The same for work that nobody waits for. */
export const BACKGROUND_MS = 1;

/** Splits long work into slices. Between them, the thread does its other work. */
export class Pace {
  readonly #sliceMs: number;
  #until: number;

  constructor(sliceMs = SLICE_MS) {
    this.#sliceMs = sliceMs;
    this.#until = performance.now() + sliceMs;
  }

  get due(): boolean {
    return performance.now() >= this.#until;
  }

  /** Await it between two steps. During a slice, it returns nothing to wait for. */
  rest(): Promise<void> | undefined {
    return this.due ? this.#rest() : undefined;
  }

  async #rest(): Promise<void> {
    await turnOfTheLoop();
    this.#until = performance.now() + this.#sliceMs;
  }
}

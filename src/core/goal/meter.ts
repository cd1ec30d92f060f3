import type { Usage } from '../history/token-usage.js';

/** Counts the tokens and the time since it was last read. Parts of a second count later. */
export class Meter {
  readonly #usage: Pick<Usage, 'charged'>;
  readonly #now: () => number;
  #tokens = 0;
  #since = 0;
  #restMs = 0;

  constructor(usage: Pick<Usage, 'charged'>, now: () => number) {
    this.#usage = usage;
    this.#now = now;
  }

  start(): void {
    this.#tokens = this.#usage.charged;
    this.#since = this.#now();
  }

  read(): { readonly tokens: number; readonly seconds: number } {
    // The count becomes smaller after the history was too long, and the clock may be set back.
    const tokens = Math.max(0, this.#usage.charged - this.#tokens);
    const ms = this.#restMs + Math.max(0, this.#now() - this.#since);
    this.start();
    this.#restMs = ms % 1000;
    return { tokens, seconds: Math.floor(ms / 1000) };
  }
}

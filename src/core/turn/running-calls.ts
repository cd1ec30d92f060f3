import type { HistoryItem } from '../../domain/history-item.js';

/** The calls of a turn whose tools run now. */
export class RunningCalls {
  readonly #items = new Set<HistoryItem>();
  #waiting: (() => void)[] = [];

  get items(): readonly HistoryItem[] {
    return [...this.#items];
  }

  begin(item: HistoryItem): void {
    this.#items.add(item);
  }

  end(item: HistoryItem): void {
    this.#items.delete(item);
    if (this.#items.size === 0) this.#wake();
  }

  /** Resolves when all calls have ended, or at the end of the time. */
  ended(withinMs: number): Promise<void> {
    if (this.#items.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.stopWaiting(withinMs);
    });
  }

  /** Ends all waiting for the calls after this many milliseconds. */
  stopWaiting(afterMs: number): void {
    const timer = setTimeout(() => this.#wake(), afterMs);
    this.#waiting.push(() => clearTimeout(timer));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

import { canMerge, mergeEvents } from './merge-events.js';
import type { TurnEvent } from './registry.js';

/** When this many events wait, the sender is slowed down. */
const FULL = 1000;

/** Keeps all events of a turn until they are read. Waiting events are merged, so their number grows with the items and not with the deltas. */
export class EventQueue {
  readonly #pace: (isBehind: boolean) => void;
  #events: TurnEvent[] = [];
  #unread = 0;
  #end: { readonly error: Error | undefined } | undefined;
  #isRead = false;
  #wasRead = false;
  #isBehind = false;
  #wake: () => void = () => {};

  /** `pace` is called when the reader falls behind, and when it has caught up. */
  constructor(pace: (isBehind: boolean) => void) {
    this.#pace = pace;
  }

  add(event: TurnEvent): void {
    if (this.#end) return;
    if (!this.#merged(event)) this.#events.push(event);
    this.#unread++;
    // Without a reader, nothing is paused, because the pause would never end.
    if (this.#isRead && this.#unread >= FULL) this.#behind(true);
    this.#wake();
  }

  end(error?: Error): void {
    this.#end ??= { error };
    this.#behind(false);
    this.#wake();
  }

  /** How many events wait. */
  get length(): number {
    return this.#events.length;
  }

  /** Can be called once. */
  async *read(): AsyncGenerator<TurnEvent, void, undefined> {
    if (this.#wasRead) throw new Error('the events of a turn can be read once');
    this.#wasRead = true;
    this.#isRead = true;
    try {
      while (true) {
        const events = this.#events;
        this.#events = [];
        this.#unread = 0;
        this.#behind(false);
        yield* events;
        if (this.#events.length > 0) continue;
        if (this.#end?.error) throw this.#end.error;
        if (this.#end) return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      this.#isRead = false;
      this.#events = [];
      this.#end ??= { error: undefined };
      this.#behind(false);
    }
  }

  /** Merges the event with one that waits. Deltas of several items may alternate. */
  #merged(event: TurnEvent): boolean {
    if (!canMerge(event)) return false;
    for (let at = this.#events.length - 1; at >= 0; at--) {
      const merged = mergeEvents(this.#events[at] as TurnEvent, event);
      if (merged === 'barrier') return false;
      if (merged === undefined) continue;
      this.#events[at] = merged;
      return true;
    }
    return false;
  }

  #behind(isBehind: boolean): void {
    if (this.#isBehind === isBehind) return;
    this.#isBehind = isBehind;
    this.#pace(isBehind);
  }
}

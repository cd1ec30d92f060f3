import type { PersistedEvent } from '../../domain/events.js';

/** The members of an event line that name its turn and its item, in a copy of a file whose lines do not. */
export const TURN = 'turnwire_turn_id';
export const ITEM = 'turnwire_item_id';

interface Current {
  readonly id: string;
  /** Whether a line has marked its start. */
  readonly announced: boolean;
}

/** What a tracker keeps between lines. */
export interface TrackerState {
  readonly current?: Current | undefined;
  readonly last: string | null;
}

/**
 * Finds the turn of each event of a rollout. Where no line names turns, a turn begins at a user message, and its id is made from the number of that line,
 * as in 0.171 (C365).
 */
export class TurnTracker {
  #current: Current | undefined;
  #last: string | null = null;

  get current(): string | null {
    return this.#current?.id ?? null;
  }

  get state(): TrackerState {
    return { current: this.#current, last: this.#last };
  }

  restore({ current, last }: TrackerState): void {
    this.#current = current;
    this.#last = last;
  }

  /** `stored`: the turn id in the line. `line` is counted from 0. */
  turnOf(event: PersistedEvent, stored: unknown, line: number): string | null {
    const named = typeof stored === 'string' ? stored : undefined;
    switch (event.type) {
      case 'usage-updated':
        return this.current;
      case 'turn-started':
        return this.#begin(named ?? nameOf(line), true);
      case 'turn-ended':
        return this.#end(named);
      case 'item-completed': {
        if (named !== undefined) return this.#current?.id === named ? named : this.#seen(named);
        const begins = event.item.type === 'user-message' && !this.#current?.announced;
        return begins || !this.#current ? this.#begin(nameOf(line), false) : this.#current.id;
      }
    }
  }

  /** All turns so far no longer count. */
  forget(): void {
    this.#current = undefined;
    this.#last = null;
  }

  #begin(id: string, announced: boolean): string {
    this.#current = { id, announced };
    this.#last = id;
    return id;
  }

  /** An item may be completed after the end of its turn; that does not start the turn again. */
  #seen(id: string): string {
    if (!this.#current && id !== this.#last) this.#begin(id, false);
    else if (this.#current && !this.#current.announced) this.#begin(id, false);
    return id;
  }

  #end(named: string | undefined): string | null {
    const id = named ?? this.current ?? this.#last;
    if (named === undefined || named === this.current) this.#current = undefined;
    return id;
  }
}

const nameOf = (line: number): string => `rollout-${line}`;

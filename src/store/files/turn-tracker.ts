import type { PersistedEvent } from '../../domain/events.js';

/** The members of an event line that name its turn and its item, in a copy of a file whose lines do not. */
export const TURN = 'turnwire_turn_id';
export const ITEM = 'turnwire_item_id';

interface Current {
  readonly id: string;
  /** A line has said that it began. */
  readonly announced: boolean;
}

/**
 * Says which turn each event of a rollout belongs to. Where no line tells, a turn begins with a message of the user and is named by the number of its line, as
 * the reference of today names it (C365).
 */
export class TurnTracker {
  #current: Current | undefined;
  #last: string | null = null;

  get current(): string | null {
    return this.#current?.id ?? null;
  }

  /** `told`: what the line itself says. `line` is counted from 0. */
  turnOf(event: PersistedEvent, told: unknown, line: number): string | null {
    const named = typeof told === 'string' ? told : undefined;
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

  /** Nothing of the turns so far counts any more. */
  forget(): void {
    this.#current = undefined;
    this.#last = null;
  }

  #begin(id: string, announced: boolean): string {
    this.#current = { id, announced };
    this.#last = id;
    return id;
  }

  /** An item may be completed after its turn; it does not begin it anew. */
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

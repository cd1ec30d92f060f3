import type { PersistedEvent } from '../../domain/events.js';
import type { Item, Reasoning } from '../../domain/item.js';
import type { ConversationRecord } from '../../domain/record.js';
import type { PlacedItem, TurnFailure, TurnState } from '../../domain/turn-state.js';

/** The running turn; the records do not hold all of it. */
export interface RunningTurn {
  readonly id: string;
  /** Items that have started but not ended, each in its present state. */
  readonly open: readonly Item[];
}

/** The turns in the records, in the order of their start. A turn without an end was cut short, unless it is the running one. */
export function turnsOf(records: readonly ConversationRecord[], running?: RunningTurn): TurnState[] {
  return read(records).states(running);
}

/** The completed items of all turns, in the order of their completion: one that outlived its turn comes after the items of later turns. */
export const placedItems = (records: readonly ConversationRecord[]): PlacedItem[] => read(records).placed();

function read(records: readonly ConversationRecord[]): Turns {
  const turns = new Turns();
  for (const record of records) if (record.type === 'event') turns.add(record.event, record.turnId);
  return turns;
}

interface Turn {
  readonly id: string;
  readonly items: Item[];
  /** The place of each item among those of all turns. */
  readonly places: number[];
  /** Undefined until it has ended, or when the rollout does not contain it. */
  status: TurnState['status'] | undefined;
  announced: boolean;
  startedAt: number | null;
  completedAt: number | null;
  error: TurnFailure | null;
}

/** Builds turns from the events that a rollout keeps. */
export class Turns {
  readonly #turns = new Map<string, Turn>();
  #last: Turn | undefined;
  #completed = 0;

  /** An event without a turn belongs to the last turn. */
  add(event: PersistedEvent, turnId: string | null): void {
    if (event.type === 'usage-updated') return;
    const turn = this.#turn(turnId);
    switch (event.type) {
      case 'turn-started':
        turn.announced = true;
        turn.startedAt = event.startedAt;
        break;
      case 'item-completed':
        addItem(turn.items, shownForm(event.item));
        if (turn.places.length < turn.items.length) turn.places.push(this.#completed++);
        break;
      case 'turn-ended':
        turn.status = event.status;
        turn.startedAt ??= event.startedAt;
        turn.completedAt = event.completedAt;
        turn.error = event.error;
    }
  }

  states(running?: RunningTurn): TurnState[] {
    return [...this.#turns.values()].map((turn) => {
      const { id, items, status, announced, startedAt, completedAt, error } = turn;
      const runs = running?.id === id && status === undefined;
      const shown = status ?? (runs ? 'in-progress' : announced ? 'interrupted' : 'completed');
      return { id, status: shown, items: runs ? [...items, ...running.open] : items, startedAt, completedAt, error };
    });
  }

  placed(): PlacedItem[] {
    const all = [...this.#turns.values()].flatMap(({ id: turnId, items, places }) =>
      items.map((item, at) => ({ turnId, item, place: places[at] ?? 0 })),
    );
    return all.sort((a, b) => a.place - b.place).map(({ turnId, item }) => ({ turnId, item }));
  }

  #turn(turnId: string | null): Turn {
    const id = turnId ?? this.#last?.id ?? 'turn-0';
    const known = this.#turns.get(id);
    if (known) return known;
    const turn: Turn = {
      id,
      items: [],
      places: [],
      status: undefined,
      announced: false,
      startedAt: null,
      completedAt: null,
      error: null,
    };
    this.#turns.set(id, turn);
    this.#last = turn;
    return turn;
  }
}

/** Old rollouts store each passage of the reasoning separately: passages with the same id are one item. */
function addItem(items: Item[], item: Item): void {
  const last = items.at(-1);
  if (item.type === 'reasoning' && last?.type === 'reasoning' && last.id === item.id) {
    items[items.length - 1] = joined(last, item);
  } else items.push(item);
}

function joined(first: Reasoning, second: Reasoning): Reasoning {
  return {
    ...first,
    summary: [...first.summary, ...second.summary],
    content: [...first.content, ...second.content],
    completedAt: second.completedAt,
  };
}

/** The stored form of an item: the output of a command only once, and times in whole milliseconds. */
export function shownForm(item: Item): Item {
  if (item.type === 'command-execution' && item.result) {
    const { aggregated, exitCode, durationMs } = item.result;
    return { ...item, result: { aggregated, exitCode, durationMs: Math.round(durationMs) } };
  }
  if (item.type === 'mcp-tool-call' && item.durationMs !== undefined) {
    return { ...item, durationMs: Math.round(item.durationMs) };
  }
  if (item.type === 'dynamic-tool-call' && item.durationMs !== null) {
    return { ...item, durationMs: Math.round(item.durationMs) };
  }
  return item;
}

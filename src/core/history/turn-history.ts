import type { PlacedItem, TurnState } from '../../domain/turn-state.js';
import type { ConversationParts } from '../ports/index.js';
import type { PartDigest } from './part-digest.js';
import { type Replay, replay } from './replay.js';
import type { RunningTurn } from './turns.js';

/** The turns and items of a conversation, of which only those that are asked for are read. Positions are counted from the oldest, from 0. */
export interface TurnHistory {
  readonly turnIds: readonly string[];
  readonly itemCount: number;
  turns(from: number, to: number): Promise<readonly TurnState[]>;
  /** The completed items of all turns, in the order of their completion. */
  items(from: number, to: number): Promise<readonly PlacedItem[]>;
  itemsOf(turnId: string): Promise<readonly PlacedItem[]>;
  /** The position of the first such item, or of the last one; -1 when there is none. Without `turnId`, in any turn. */
  indexOf(itemId: string, turnId: string | undefined, which: 'first' | 'last'): Promise<number>;
  beginning(): Promise<Beginning>;
}

/** How a conversation began: with a message of the user, or with a goal. */
export interface Beginning {
  /** Some turns; the first message of the user is in them if there is one. */
  readonly turns: readonly TurnState[];
  /** The objective of a goal that was set before that message. */
  readonly firstObjective?: string | undefined;
}

/** A history that is in memory. */
export function heldHistory({ turns, placed, firstObjective }: HeldTurns): TurnHistory {
  const items = placed();
  return {
    turnIds: turns.map(({ id }) => id),
    itemCount: items.length,
    turns: async (from, to) => turns.slice(from, to),
    items: async (from, to) => items.slice(from, to),
    itemsOf: async (turnId) => items.filter((placed) => placed.turnId === turnId),
    indexOf: async (itemId, turnId, which) => indexIn(items, itemId, turnId, which),
    beginning: async () => ({ turns, firstObjective }),
  };
}

interface HeldTurns {
  readonly turns: readonly TurnState[];
  placed(): readonly PlacedItem[];
  readonly firstObjective?: string | undefined;
}

/** The history of a stored conversation. `running` is its running turn. At most two parts of it are in memory at a time. */
export class PartedHistory implements TurnHistory {
  readonly turnIds: readonly string[];
  readonly itemCount: number;
  readonly #parts: readonly Placed[];
  readonly #running: RunningTurn | undefined;
  /** The last part that was read, and the last part of all, which pages begin with. */
  #read: { readonly n: number; readonly replay: Replay } | undefined;
  #end: { readonly n: number; readonly replay: Replay } | undefined;

  constructor({ parts }: Pick<ConversationParts<PartDigest>, 'parts'>, running?: RunningTurn) {
    let [turns, items] = [0, 0];
    this.#parts = parts.map((part) => {
      const placed = { part, turns, items };
      turns += part.digest.turns.length;
      items += part.digest.items;
      return placed;
    });
    this.turnIds = parts.flatMap(({ digest }) => digest.turns);
    this.itemCount = items;
    // The items that are open now are copied, because pages may be read later.
    this.#running = running && { id: running.id, open: [...running.open] };
  }

  async turns(from: number, to: number): Promise<readonly TurnState[]> {
    const found: TurnState[] = [];
    for (const [n, { part, turns: first }] of this.#parts.entries()) {
      const count = part.digest.turns.length;
      if (count === 0 || first >= to || first + count <= from) continue;
      found.push(...(await this.#replay(n)).turns.slice(Math.max(0, from - first), to - first));
    }
    return found;
  }

  async items(from: number, to: number): Promise<readonly PlacedItem[]> {
    const found: PlacedItem[] = [];
    for (const [n, { part, items: first }] of this.#parts.entries()) {
      const count = part.digest.items;
      if (count === 0 || first >= to || first + count <= from) continue;
      found.push(...(await this.#replay(n)).placed().slice(Math.max(0, from - first), to - first));
    }
    return found;
  }

  async itemsOf(turnId: string): Promise<readonly PlacedItem[]> {
    const n = this.#partOf(turnId);
    if (n < 0) return [];
    return (await this.#replay(n)).placed().filter((placed) => placed.turnId === turnId);
  }

  async indexOf(itemId: string, turnId: string | undefined, which: 'first' | 'last'): Promise<number> {
    const all = turnId === undefined ? [...this.#parts.keys()] : [this.#partOf(turnId)].filter((n) => n >= 0);
    for (const n of which === 'first' ? all : all.reverse()) {
      const at = indexIn((await this.#replay(n)).placed(), itemId, turnId, which);
      if (at >= 0) return (this.#parts[n]?.items ?? 0) + at;
    }
    return -1;
  }

  async beginning(): Promise<Beginning> {
    // A goal line may also end a goal: then the beginning comes later.
    for (const [n, { part }] of this.#parts.entries()) {
      if (!part.digest.said && !part.digest.goal) continue;
      const beginning = await this.#replay(n);
      if (part.digest.said || beginning.firstObjective !== undefined) return beginning;
    }
    return this.#replay(this.#parts.length - 1);
  }

  /** Of the last request. */
  async model(): Promise<string | undefined> {
    const n = this.#parts.findLastIndex(({ part }) => part.digest.sampling);
    return n < 0 ? undefined : (await this.#replay(n)).settings?.model;
  }

  #partOf(turnId: string): number {
    return this.#parts.findIndex(({ part }) => part.digest.turns.includes(turnId));
  }

  async #replay(n: number): Promise<Replay> {
    const known = [this.#read, this.#end].find((held) => held?.n === n);
    if (known) return known.replay;
    const records = (await this.#parts[n]?.part.records()) ?? [];
    const held = { n, replay: replay(records, this.#running) };
    if (n === this.#parts.length - 1) this.#end = held;
    else this.#read = held;
    return held.replay;
  }
}

interface Placed {
  readonly part: ConversationParts<PartDigest>['parts'][number];
  /** Turns and items before it. */
  readonly turns: number;
  readonly items: number;
}

function indexIn(
  items: readonly PlacedItem[],
  itemId: string,
  turnId: string | undefined,
  which: 'first' | 'last',
): number {
  const isIt = (placed: PlacedItem): boolean =>
    placed.item.id === itemId && (turnId === undefined || placed.turnId === turnId);
  return which === 'first' ? items.findIndex(isIt) : items.findLastIndex(isIt);
}

import type { Item } from '../../domain/item.js';
import { messageKind, textsOf } from '../../domain/item.js';

/**
 * A message may be told twice: as a whole item, and by the events that 0.44 knows, in either order. This pairs them by what they say, within a turn, so that
 * nothing is shown twice.
 */
export class Twins {
  /** Events without an item so far: where they stand, by what they say. */
  readonly #events = new Map<string, number[]>();
  /** What items say of which no event has told so far. */
  readonly #items = new Map<string, number[]>();

  clear(): void {
    this.#events.clear();
    this.#items.clear();
  }

  /** An event that stands there. Gives where its item stands, if one has told it already. */
  event(item: Item, at: number): number | undefined {
    const [key] = sayings(item);
    if (key === undefined) return undefined;
    const twin = this.#items.get(key)?.shift();
    if (twin === undefined) add(this.#events, key, at);
    return twin;
  }

  /** An item that stands there. Gives where the events stand that have told it already. */
  item(item: Item, at: number): number[] {
    return sayings(item).flatMap((key) => {
      const twin = this.#events.get(key)?.shift();
      if (twin !== undefined) return [twin];
      add(this.#items, key, at);
      return [];
    });
  }
}

function add(map: Map<string, number[]>, key: string, at: number): void {
  const known = map.get(key);
  if (known) known.push(at);
  else map.set(key, [at]);
}

/** The message by which clients of 0.44 know that a history was compacted. */
export const COMPACTED_MESSAGE = 'Compact task completed';

/** What the events of an item say, each with its kind. */
function sayings(item: Item): string[] {
  switch (item.type) {
    case 'user-message':
      return [`user ${textsOf(item).join('')}`];
    case 'agent-message':
      return item.cutOff ? [] : item.texts.map((text) => `agent ${text}`);
    case 'reasoning':
      if (item.cutOff) return [];
      return [...item.summary.map((text) => `summary ${text}`), ...item.content.map((text) => `content ${text}`)];
    case 'context-compaction':
      return item.status === 'completed' ? [`agent ${COMPACTED_MESSAGE}`] : [];
    case 'entered-review':
      return [`entered ${item.hint}`];
    case 'exited-review':
      return ['exited'];
    default:
      return [];
  }
}

/** The item with what its event alone tells: what kind of text the message is, where that is not plain to see. */
export function completedBy(item: Item, event: Item): Item {
  if (item.type !== 'user-message' || event.type !== 'user-message' || event.kind === undefined) return item;
  return event.kind === messageKind(textsOf(item).join('')) ? item : { ...item, kind: event.kind };
}

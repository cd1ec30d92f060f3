import type { Item } from '../../domain/item.js';
import { messageKind, textsOf } from '../../domain/item.js';

/**
 * A message may be stored twice, in either order: as a whole item and as events of 0.44. This pairs them by their content within a turn, so that nothing is
 * shown twice.
 */
export class Twins {
  /** Events without an item so far: content to index. */
  readonly #events = new Map<string, number[]>();
  /** Contents of items without an event so far. */
  readonly #items = new Map<string, number[]>();

  clear(): void {
    this.#events.clear();
    this.#items.clear();
  }

  /** Notes an event at this index. Returns the index of its item if that came before. */
  event(item: Item, at: number): number | undefined {
    const [key] = sayings(item);
    if (key === undefined) return undefined;
    const twin = this.#items.get(key)?.shift();
    if (twin === undefined) add(this.#events, key, at);
    return twin;
  }

  /** Notes an item at this index. Returns the indexes of its events that came before. */
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

/** The message by which clients of 0.44 learn that a history was compacted. */
export const COMPACTED_MESSAGE = 'Compact task completed';

/** The contents of the events of an item, each with its kind. */
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

/** The item plus what only its event says: the kind of text of a message, where the item does not show it. */
export function completedBy(item: Item, event: Item): Item {
  if (item.type !== 'user-message' || event.type !== 'user-message' || event.kind === undefined) return item;
  return event.kind === messageKind(textsOf(item).join('')) ? item : { ...item, kind: event.kind };
}

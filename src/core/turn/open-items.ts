import type { EventBody, TextDelta } from '../../domain/events.js';
import type { CommandResult, Item } from '../../domain/item.js';

/** Bytes of a command's output that are kept while it runs; the oldest go first. */
const MAX_OUTPUT = 1 << 20;

interface Open {
  item: Item;
  /** Its text so far, by passages. */
  readonly said: Record<TextDelta['part'], string[]>;
  /** When its action began to run. */
  runsSince: number | undefined;
  chunks: Buffer[];
  bytes: number;
}

/**
 * The items of a turn that have started but not ended, each in its present state. They are needed for clients that join during a turn, and to end all items
 * of a turn that is cut short.
 */
export class OpenItems {
  readonly #now: () => number;
  readonly #open = new Map<string, Open>();
  /** Items that wait for an approval. */
  readonly #waiting = new Set<string>();

  readonly #cutOffIds = new Set<string>();

  constructor(now: () => number) {
    this.#now = now;
  }

  follow(events: readonly EventBody[]): void {
    for (const event of events) this.#follow(event);
  }

  list(): Item[] {
    return [...this.#open.values()].map((open) => this.#soFar(open));
  }

  waits(itemId: string): void {
    this.#waiting.add(itemId);
  }

  decided(itemId: string): void {
    this.#waiting.delete(itemId);
  }

  /** The call of the item has returned. Its command may still run, even after the end of the turn. */
  leave(itemId: string): void {
    if (this.#open.get(itemId)?.item.type === 'command-execution') this.#open.delete(itemId);
  }

  /** Ends all open items and returns them in their final state. With `sparing`, commands of the user go on: they are no part of the model's work. */
  cutOff(sparing: 'user-commands' | 'nothing' = 'nothing'): Item[] {
    const cut = [...this.#open.values()].filter(({ item }) => sparing === 'nothing' || !isOfUser(item));
    const ended = cut.map((open) => this.#cutOff(open));
    for (const { id } of ended) {
      this.#cutOffIds.add(id);
      this.#open.delete(id);
    }
    this.#waiting.clear();
    return ended;
  }

  wasCutOff(itemId: string): boolean {
    return this.#cutOffIds.has(itemId);
  }

  #follow(event: EventBody): void {
    switch (event.type) {
      case 'item-started':
        this.#open.set(event.item.id, {
          item: event.item,
          said: { message: [], summary: [], content: [], plan: [] },
          runsSince: undefined,
          chunks: [],
          bytes: 0,
        });
        break;
      case 'item-completed':
        this.#open.delete(event.item.id);
        break;
      case 'text-delta': {
        const said = this.#open.get(event.itemId)?.said[event.part];
        if (said) said.push((said.pop() ?? '') + event.text);
        break;
      }
      case 'summary-part-started':
        this.#open.get(event.itemId)?.said.summary.push('');
        break;
      case 'execution-started': {
        const open = this.#open.get(event.item.id);
        if (open) Object.assign(open, { item: event.item, runsSince: this.#now(), chunks: [], bytes: 0 });
        break;
      }
      case 'output-delta':
        this.#addOutput(event.itemId, event.chunk);
    }
  }

  #addOutput(itemId: string, chunk: Buffer): void {
    const open = this.#open.get(itemId);
    if (!open) return;
    open.chunks.push(chunk);
    open.bytes += chunk.length;
    while (open.bytes > MAX_OUTPUT && open.chunks.length > 1) open.bytes -= open.chunks.shift()?.length ?? 0;
  }

  #soFar(open: Open): Item {
    const { item, said, runsSince } = open;
    switch (item.type) {
      case 'agent-message':
        return { ...item, texts: [...said.message] };
      case 'reasoning':
        return { ...item, summary: [...said.summary], content: [...said.content] };
      case 'plan':
        return { ...item, text: said.plan.join('') };
      case 'command-execution':
        return runsSince === undefined ? item : { ...item, result: this.#resultSoFar(open) };
      default:
        return item;
    }
  }

  #resultSoFar({ chunks, runsSince }: Open): CommandResult {
    const aggregated = Buffer.concat(chunks).toString();
    return { aggregated, exitCode: -1, durationMs: this.#now() - (runsSince ?? this.#now()) };
  }

  #cutOff(open: Open): Item {
    const item = this.#soFar(open);
    const completedAt = this.#now();
    switch (item.type) {
      case 'agent-message':
      case 'reasoning':
        return { ...item, completedAt, cutOff: true };
      case 'command-execution':
      case 'file-changes':
      case 'mcp-tool-call': {
        const status = this.#waiting.has(item.id) ? 'declined' : 'failed';
        const shown = { ...item, completedAt, status } as const;
        return shown.type === 'mcp-tool-call' ? { ...shown, outcome: { error: CUT_OFF[status] } } : shown;
      }
      case 'dynamic-tool-call':
        return { ...item, completedAt, status: 'failed', success: false };
      case 'context-compaction':
        return { ...item, completedAt, status: 'failed' };
      default:
        return { ...item, completedAt };
    }
  }
}

const isOfUser = (item: Item): boolean => item.type === 'command-execution' && item.source === 'user-shell';

const CUT_OFF = {
  declined: 'The turn ended before the call was approved.',
  failed: 'The turn ended before the call did; what became of it is not known.',
};

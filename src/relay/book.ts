import type { Rejoining, Report, Shown, Via } from '../domain/relayed.js';

type Keys = { turnId: string | null; readonly until: number | undefined; ended: boolean; readonly keys: Set<string> };

/** What a client was shown of a conversation that another server owns, and how the client follows the conversation. The owner reports both. */
export class Book {
  readonly #shown = new Map<Via, Keys>();
  readonly #listeners = new Set<string>();
  /** Messages of an event that has not come to its end. */
  #held: (() => void)[] | undefined;

  /** Whether the client follows the conversation. */
  get isOpen(): boolean {
    return this.#shown.size > 0;
  }

  note(report: Report): void {
    const { via } = report;
    if ('begin' in report) this.#held = [];
    else if ('end' in report) this.#noteEvent(report);
    else if ('left' in report) this.#shown.delete(via);
    else if ('listensNoMore' in report) this.#listeners.delete(report.listensNoMore);
    else if ('listens' in report) {
      this.#listeners.add(report.listens);
      if (!this.#shown.has(via)) this.#shown.set(via, keysOf(report.joined));
    } else this.#shown.set(via, keysOf(report.joined));
  }

  /** Shows a message of the conversation, together with the others of its event: an owner that dies meanwhile has shown none of them. */
  show(message: () => void): void {
    if (this.#held) this.#held.push(message);
    else message();
  }

  /** For the next owner. Members are left out where the client does not follow the conversation in that protocol. */
  rejoining(conversationId: string): Rejoining {
    this.#held = undefined;
    const [v1, v2] = [this.#shown.get('v1'), this.#shown.get('v2')];
    return {
      conversationId,
      ...(v1 ? { v1: { ...shownOf(v1), listeners: [...this.#listeners] } } : {}),
      ...(v2 ? { v2: shownOf(v2) } : {}),
    };
  }

  #noteEvent({ via, end: key, turnId }: Extract<Report, { end: string }>): void {
    for (const message of this.#held ?? []) message();
    this.#held = undefined;
    const shown = this.#shown.get(via);
    if (key === 'closed') this.#shown.delete(via);
    if (!shown || turnId === null) return;
    if (key === 'turn-started' && turnId !== shown.turnId) {
      shown.turnId = turnId;
      shown.ended = false;
      shown.keys.clear();
    }
    if (turnId !== shown.turnId) return; // an item that has outlived its turn
    shown.keys.add(key);
    if (key === 'turn-ended') shown.ended = true;
  }
}

const keysOf = ({ turnId, until, ended, keys }: Shown): Keys => ({ turnId, until, ended, keys: new Set(keys) });
const shownOf = ({ turnId, until, ended, keys }: Keys): Shown => ({ turnId, until, ended, keys: [...keys] });

import type { ConversationEvent } from '../../domain/events.js';
import type { UsageSnapshot } from '../../domain/token-usage.js';

/** More than a client can miss in a few minutes of a busy turn. */
const MAX_SIZE = 4 * 1024 * 1024;
/** The size of an event without its texts. */
const BASE_SIZE = 250;

type Tokens = UsageSnapshot['tokens'];

/** All events after number `after`, and the tokens that were counted up to that event. No turn ran at that moment. */
export interface Recent {
  readonly after: number;
  readonly events: readonly ConversationEvent[];
  readonly tokens: Tokens;
}

/** The events of one turn, and of the time before it. */
interface Stretch {
  readonly after: number;
  readonly tokens: Tokens;
  readonly events: ConversationEvent[];
  size: number;
}

/**
 * The last events of a conversation, for clients that come back. The list begins and ends between turns, so a client can follow each turn from its beginning.
 * When the list is too large, the oldest turns are removed, each as a whole.
 */
export class RecentEvents {
  #stretches: Stretch[] = [];
  #size = 0;
  #tokens: Tokens;
  /** False while a turn runs whose first events are not in the list. */
  #whole: boolean;

  constructor(after: number, tokens: Tokens, turnRuns: boolean) {
    this.#tokens = tokens;
    this.#whole = !turnRuns;
    if (this.#whole) this.#begin(after);
  }

  add(event: ConversationEvent, size: number): void {
    const { body, seq } = event;
    if (body.type === 'usage-updated' && body.usage.tokens) this.#tokens = body.usage.tokens;
    if (!this.#whole) {
      if (body.type !== 'turn-ended') return;
      this.#whole = true;
      return this.#begin(seq);
    }
    const last = this.#stretches.at(-1) as Stretch;
    last.events.push(event);
    last.size += size + BASE_SIZE;
    this.#size += size + BASE_SIZE;
    if (body.type === 'turn-ended') this.#begin(seq);
    else if (this.#size > MAX_SIZE) this.#shrink();
  }

  /** Undefined when not everything after this event is known. */
  since(seq: number): Recent | undefined {
    const at = this.#stretches.findLastIndex(({ after }) => after <= seq);
    const first = this.#stretches[at];
    if (!first || !this.#whole) return undefined;
    const events = this.#stretches.slice(at).flatMap((stretch) => stretch.events);
    return { after: first.after, events, tokens: first.tokens };
  }

  #begin(after: number): void {
    this.#stretches.push({ after, tokens: this.#tokens, events: [], size: 0 });
    this.#shrink();
  }

  #shrink(): void {
    while (this.#size > MAX_SIZE && this.#stretches.length > 1) this.#size -= this.#stretches.shift()?.size ?? 0;
    if (this.#size <= MAX_SIZE) return;
    // The running turn alone is too large.
    this.#stretches = [];
    this.#size = 0;
    this.#whole = false;
  }
}

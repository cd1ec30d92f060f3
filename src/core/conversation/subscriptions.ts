import { type CoreEvent, type Emitted, isDelta, isRepeated } from '../events.js';

const MAX_EVENTS = 10_000;
const MAX_BYTES = 8 * 1024 * 1024;

export type Deliver = (emitted: Emitted) => void;

/**
 * Who hears of a conversation. Each listener gets each event once. While nobody listens events are kept, and the first to come gets
 * them; past the cap deltas are given up, oldest first, and nothing else.
 */
export class Attachments {
  readonly #listeners = new Map<object, Deliver>();
  #backlog: { emitted: Emitted; bytes: number }[] = [];
  #bytes = 0;

  get attended(): boolean {
    return this.#listeners.size > 0;
  }

  /** Past and subscription in one synchronous step, so that no event falls between them. */
  attach(listener: object, deliver: Deliver): void {
    if (this.#listeners.has(listener)) return;
    const past = this.#backlog;
    this.#backlog = [];
    this.#bytes = 0;
    for (const { emitted } of past) deliver(emitted);
    this.#listeners.set(listener, deliver);
  }

  detach(listener: object): void {
    this.#listeners.delete(listener);
  }

  /**
   * Drops from what is kept everything that the log tells: recorded events, the turns that have ended, and the deltas of texts that are
   * complete. What is open stays.
   */
  forgetRecorded(): void {
    const lastEnd = this.#backlog.findLastIndex(({ emitted: { event } }) => endsTurn(event));
    const lastText = this.#backlog.findLastIndex(({ emitted: { event } }) => event.type === 'recorded');
    this.#backlog = this.#backlog.filter(
      ({ emitted: { event } }, i) => i > lastEnd && event.type !== 'recorded' && !(isRepeated(event) && i < lastText),
    );
    this.#bytes = this.#backlog.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  emit(emitted: Emitted): void {
    if (this.#listeners.size === 0) return this.#keep(emitted);
    for (const deliver of this.#listeners.values()) deliver(emitted);
  }

  #keep(emitted: Emitted): void {
    const bytes = sizeOf(emitted);
    this.#backlog.push({ emitted, bytes });
    this.#bytes += bytes;
    if (this.#backlog.length > MAX_EVENTS || this.#bytes > MAX_BYTES) this.#shrink();
  }

  /** Drops deltas until half the cap is free, so that this does not run at each further event. */
  #shrink(): void {
    let events = this.#backlog.length;
    this.#backlog = this.#backlog.filter(({ emitted, bytes }) => {
      if (!isRepeated(emitted.event) || (events <= MAX_EVENTS / 2 && this.#bytes <= MAX_BYTES / 2)) return true;
      events--;
      this.#bytes -= bytes;
      return false;
    });
  }
}

function endsTurn(event: CoreEvent): boolean {
  return event.type === 'turn-ended' || (event.type === 'recorded' && event.event.type === 'turn_aborted');
}

function sizeOf({ event }: Emitted): number {
  if (isDelta(event)) return event.text.length + 100;
  if (event.type === 'command-output') return event.chunk.length + 100;
  if (event.type === 'asked') return JSON.stringify(event.open.question).length;
  return JSON.stringify(event).length;
}

import {
  type ConversationEvent,
  type EventBody,
  isDelta,
  isShownAgain,
  type Origin,
  type TextDelta,
} from '../../domain/events.js';
import type { UsageSnapshot } from '../../domain/token-usage.js';
import { type Recent, RecentEvents } from './recent-events.js';

/** When more events than this wait for subscribers, deltas are dropped. */
const MAX_EVENTS = 10_000;
const MAX_BYTES = 8 * 1024 * 1024;

export type Deliver = (event: ConversationEvent) => void;

/** The place from which a later subscriber gets events, and the events that it gets before them. */
interface Cursor {
  readonly after: number;
  readonly before: readonly ConversationEvent[];
}

/**
 * The events of a loaded conversation and their subscribers. Every subscriber gets every event after its cursor exactly once, independent of other
 * subscribers. A subscriber without a cursor gets the events that were emitted while there was no subscriber at all.
 */
export class EventFeed {
  readonly #now: () => number;
  readonly #subscribers = new Map<object, Deliver>();
  readonly #watchers: Deliver[] = [];
  readonly #cursors = new Map<object, Cursor>();
  /** After which event there has been no subscriber; undefined while there is one. */
  #unattendedAfter: number | undefined = 0;
  readonly #kept = new KeptEvents();
  /** The events of the running turn that the rollout does not hold. */
  readonly #turn = new KeptEvents();
  #turnRuns = false;
  /** For clients that come back; undefined while no client would. */
  #recent: RecentEvents | undefined;
  #seq = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get attended(): boolean {
    return this.#subscribers.size > 0;
  }

  /** How many clients have a place here, subscribed or not. */
  get places(): number {
    return this.#subscribers.size + this.#cursors.size;
  }

  get subscriberCount(): number {
    return this.#subscribers.size;
  }

  /** The number of the last event. */
  get seq(): number {
    return this.#seq;
  }

  /** From now on the last events are kept for clients that come back. `tokens`: those counted so far. */
  keepRecent(tokens: UsageSnapshot['tokens']): void {
    if (this.#recent) return;
    const all = this.#unattendedAfter === 0 && !this.#turnRuns;
    this.#recent = new RecentEvents(all ? 0 : this.#seq, tokens, this.#turnRuns);
    if (all) for (const event of this.#kept.after(0)) this.#recent.add(event, textSize(event.body));
  }

  /** Undefined when not everything after this event is known. */
  recentSince(seq: number): Recent | undefined {
    return seq > this.#seq ? undefined : this.#recent?.since(seq);
  }

  /** The events of the running turn that the rollout does not hold. */
  get turnSoFar(): readonly ConversationEvent[] {
    return this.#turn.all();
  }

  emit({ turnId, operation }: Origin, body: EventBody): void {
    const event: ConversationEvent = { seq: ++this.#seq, at: this.#now(), turnId, operation, body };
    this.#follow(event);
    this.#recent?.add(event, textSize(body));
    if (this.#cursors.size > 0 || this.#unattendedAfter !== undefined) this.#kept.add(event);
    for (const deliver of this.#watchers) deliver(event);
    for (const deliver of this.#subscribers.values()) deliver(event);
  }

  /** Delivers every event from now on to a part of this server, before the subscribers get it. */
  watch(deliver: Deliver): void {
    this.#watchers.push(deliver);
  }

  /** Delivers every event from now on, and no earlier ones. False when it is already subscribed. */
  follow(subscriber: object, deliver: Deliver): boolean {
    if (!this.#subscribers.has(subscriber)) this.#cursors.set(subscriber, { after: this.#seq, before: [] });
    return this.subscribe(subscriber, deliver);
  }

  /**
   * Call this in the same synchronous step as the snapshot of the rollout: the subscriber will get the events of the running turn that the rollout lacks, and
   * every event from now on. `knowsTurn`: it already has the running turn so far.
   */
  reserve(subscriber: object, knowsTurn = false): void {
    if (this.#subscribers.has(subscriber)) return;
    this.#cursors.set(subscriber, { after: this.#seq, before: knowsTurn ? [] : this.#turn.all() });
    this.#trim();
  }

  /** Gives the subscriber a place like `reserve`, after events that it gets again. It is not subscribed any more if it was. */
  reserveAfter(subscriber: object, before: readonly ConversationEvent[]): void {
    this.#subscribers.delete(subscriber);
    this.#cursors.set(subscriber, { after: this.#seq, before });
    this.#noteUnattended();
    this.#trim();
  }

  /** The same for the client that has started the conversation: it gets every event since then. */
  reserveFromStart(subscriber: object): void {
    this.#cursors.set(subscriber, { after: 0, before: [] });
  }

  /** Delivers the waiting events at once, and then every new event. False when it is already subscribed. */
  subscribe(subscriber: object, deliver: Deliver): boolean {
    if (this.#subscribers.has(subscriber)) return false;
    const cursor = this.#cursors.get(subscriber) ?? { after: this.#unattendedAfter ?? this.#seq, before: [] };
    const waiting = [...cursor.before, ...this.#kept.after(cursor.after)];
    this.#cursors.delete(subscriber);
    this.#unattendedAfter = undefined;
    this.#trim();
    // Subscribed first: an event that a delivery causes comes after those that wait, and must not be missed.
    const late: ConversationEvent[] = [];
    this.#subscribers.set(subscriber, (event) => void late.push(event));
    for (const event of waiting) deliver(event);
    for (let event = late.shift(); event; event = late.shift()) deliver(event);
    if (this.#subscribers.has(subscriber)) this.#subscribers.set(subscriber, deliver);
    return true;
  }

  /** Later events are kept until it subscribes again. */
  unsubscribe(subscriber: object): void {
    if (!this.#subscribers.delete(subscriber)) return;
    this.#cursors.set(subscriber, { after: this.#seq, before: [] });
    this.#noteUnattended();
  }

  /** The subscriber will not come back: no more events are kept for it. */
  forget(subscriber: object): void {
    this.#subscribers.delete(subscriber);
    const cursor = this.#cursors.get(subscriber);
    this.#cursors.delete(subscriber);
    if (cursor && !this.attended) this.#unattendedAfter = Math.min(this.#unattendedAfter ?? this.#seq, cursor.after);
    this.#noteUnattended();
    this.#trim();
  }

  #noteUnattended(): void {
    if (!this.attended) this.#unattendedAfter ??= this.#seq;
  }

  #follow(event: ConversationEvent): void {
    const { body } = event;
    if (body.type === 'turn-started') this.#turnRuns = true;
    if (!this.#turnRuns) return;
    if (body.type === 'turn-ended') {
      this.#turnRuns = false;
      this.#turn.clear();
    } else if (body.type === 'item-completed' || body.type === 'execution-ended') this.#turn.settle(event);
    else if (body.type === 'approval-resolved') this.#turn.removeRequest(body.approvalId);
    else if (body.type === 'input-resolved') this.#turn.removeRequest(body.requestId);
    else if (!isShownAgain(body)) this.#turn.addJoined(event);
  }

  /** Forgets the events that every cursor has passed. */
  #trim(): void {
    let from = this.#unattendedAfter ?? this.#seq;
    for (const { after } of this.#cursors.values()) from = Math.min(from, after);
    this.#kept.dropUntil(from);
  }
}

type GrowingDelta = Origin & {
  seq: number;
  at: number;
  readonly body: { -readonly [K in keyof TextDelta]: TextDelta[K] };
};

/** Events in order. Above the cap, deltas are dropped, oldest first; other events are never dropped. */
class KeptEvents {
  #events: ConversationEvent[] = [];
  #bytes = 0;
  /** The last event while it is not shared: later deltas are joined to it. */
  #growing: GrowingDelta | undefined;

  all(): readonly ConversationEvent[] {
    this.#growing = undefined;
    return [...this.#events];
  }

  after(seq: number): ConversationEvent[] {
    const first = this.#events.findIndex((event) => event.seq > seq);
    return first < 0 ? [] : this.#events.slice(first);
  }

  add(event: ConversationEvent): void {
    this.#events.push(event);
    this.#bytes += sizeOf(event.body);
    if (this.#events.length > MAX_EVENTS || this.#bytes > MAX_BYTES) this.#shrink();
  }

  /** The same, but a delta is joined to the last one if both belong to the same text. */
  addJoined(event: ConversationEvent): void {
    const last = this.#events.at(-1);
    const { body } = event;
    if (last?.body.type !== 'text-delta' || body.type !== 'text-delta') return this.add(event);
    if (last.body.itemId !== body.itemId || last.body.part !== body.part) return this.add(event);
    const growing = last === this.#growing ? this.#growing : this.#grow(last, last.body);
    growing.seq = event.seq;
    growing.at = event.at;
    growing.body.text += body.text;
    this.#bytes += body.text.length;
  }

  /** Replaces the last event by a copy, because others may hold it. */
  #grow(last: ConversationEvent, body: TextDelta): GrowingDelta {
    this.#growing = { ...last, body: { ...body } };
    this.#events[this.#events.length - 1] = this.#growing;
    return this.#growing;
  }

  /** The item or its execution is complete. That event repeats its deltas; it is kept unless the rollout holds it. */
  settle(event: ConversationEvent): void {
    const { body } = event;
    if (body.type !== 'item-completed' && body.type !== 'execution-ended') return;
    const { id } = body.item;
    this.#keepOnly((kept) => !(isDelta(kept) && kept.itemId === id) && !(isShownAgain(body) && startOf(kept) === id));
    if (!isShownAgain(body)) this.add(event);
  }

  /** An approval, or another request to clients, that no longer needs an answer. */
  removeRequest(id: string): void {
    this.#keepOnly((kept) => requestId(kept) !== id);
  }

  dropUntil(seq: number): void {
    if (this.#events.length === 0 || (this.#events[0] as ConversationEvent).seq > seq) return;
    this.#events = this.after(seq);
    this.#bytes = this.#events.reduce((sum, { body }) => sum + sizeOf(body), 0);
  }

  clear(): void {
    this.#events = [];
    this.#bytes = 0;
  }

  #keepOnly(wanted: (body: EventBody) => boolean): void {
    this.#events = this.#events.filter(({ body }) => wanted(body));
    this.#bytes = this.#events.reduce((sum, { body }) => sum + sizeOf(body), 0);
  }

  /** Drops deltas until half the cap is free, so that this does not run for each further event. */
  #shrink(): void {
    let events = this.#events.length;
    this.#events = this.#events.filter(({ body }) => {
      if (!isDelta(body) || (events <= MAX_EVENTS / 2 && this.#bytes <= MAX_BYTES / 2)) return true;
      events--;
      this.#bytes -= sizeOf(body);
      return false;
    });
  }
}

const startOf = (body: EventBody): string | undefined =>
  body.type === 'item-started' ? body.item.id : body.type === 'summary-part-started' ? body.itemId : undefined;

/** The id of the approval or request in an event. */
export function requestId(body: EventBody): string | undefined {
  if (body.type === 'approval-requested') return body.approval.id;
  return body.type === 'input-requested' ? body.request.id : undefined;
}

/** Characters and bytes of the texts that only this event holds. */
function textSize(body: EventBody): number {
  if (body.type === 'text-delta') return body.text.length;
  if (body.type === 'diff-updated') return body.unifiedDiff.length;
  return body.type === 'output-delta' ? body.chunk.length : 0;
}

/** A rough size in bytes. */
function sizeOf(body: EventBody): number {
  switch (body.type) {
    case 'text-delta':
      return body.text.length + 100;
    case 'output-delta':
      return body.chunk.length + 100;
    case 'execution-ended':
    case 'item-completed':
      return body.item.type === 'command-execution' ? (body.item.result?.aggregated.length ?? 0) * 3 + 300 : 1000;
    default:
      return 300;
  }
}

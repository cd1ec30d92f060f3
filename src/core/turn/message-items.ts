import type { EventBody, PersistedEvent } from '../../domain/events.js';
import { assistantTexts, type MessageItem } from '../../domain/history-item.js';
import type { AgentMessage, Plan } from '../../domain/item.js';
import type { TurnContext } from './context.js';
import { type Piece, PlanText, splitPlan } from './plan-text.js';

export interface MessageSink {
  show(event: EventBody): void;
  storeAndShow(event: PersistedEvent): void;
}

type Known = Partial<Pick<AgentMessage, 'texts' | 'phase'>>;

export const phaseOf = ({ phase }: { readonly phase?: unknown }): Pick<AgentMessage, 'phase'> =>
  typeof phase === 'string' ? { phase } : {};

/** The messages of a response, each as an item. In plan mode the plan in a message is a separate item. */
export class MessageItems {
  readonly #context: Pick<TurnContext, 'ids' | 'clock' | 'settings'>;
  readonly #sink: MessageSink;
  #message: AgentMessage | undefined;
  #plan: Plan | undefined;
  #text = new PlanText();
  /** The part of the message that has not been shown yet. */
  #announced: { readonly id?: string | undefined; readonly known?: Known } = {};

  constructor(context: Pick<TurnContext, 'ids' | 'clock' | 'settings'>, sink: MessageSink) {
    this.#context = context;
    this.#sink = sink;
  }

  get #planMode(): boolean {
    return this.#context.settings.collaborationMode?.mode === 'plan';
  }

  started(id: string | undefined, known: Known): void {
    this.#announced = { id, known };
    if (!this.#planMode) this.#open(id, known);
  }

  delta(text: string): void {
    const pieces: Piece[] = this.#planMode ? this.#text.add(text) : [{ part: 'message', text }];
    for (const piece of pieces) this.#show(piece);
  }

  done(message: MessageItem, itemId: string | undefined): void {
    const texts = assistantTexts(message);
    if (!this.#planMode) return this.#complete(texts, message, itemId);
    for (const piece of this.#text.end()) this.#show(piece);
    this.#text = new PlanText();
    const split = texts.map(splitPlan);
    const plan = split.flatMap((part) => part.plan ?? []).at(-1);
    if (plan !== undefined) this.#completePlan(plan);
    const said = split.map((part) => part.message).filter((text) => text !== '');
    if (said.length > 0 || this.#message) this.#complete(said, message, itemId);
    this.#announced = {};
  }

  #show({ part, text }: Piece): void {
    const { id } = part === 'plan' ? this.#openPlan() : this.#open(this.#announced.id, this.#announced.known);
    this.#sink.show({ type: 'text-delta', itemId: id, part, text });
  }

  #base(id: string | undefined) {
    const { ids, clock } = this.#context;
    return { id: id ?? ids.item(), startedAt: clock.now(), completedAt: null };
  }

  #open(id: string | undefined, known: Known = {}): AgentMessage {
    if (this.#message) return this.#message;
    const item: AgentMessage = { ...this.#base(id), type: 'agent-message', texts: [], ...known };
    this.#message = item;
    this.#sink.show({ type: 'item-started', item });
    return item;
  }

  #openPlan(text = ''): Plan {
    if (this.#plan) return this.#plan;
    const item: Plan = { ...this.#base(undefined), type: 'plan', text };
    this.#plan = item;
    this.#sink.show({ type: 'item-started', item });
    return item;
  }

  #complete(texts: readonly string[], message: MessageItem, itemId: string | undefined): void {
    // A message that was not streamed is whole when it starts.
    const said = { texts, ...phaseOf(message) };
    const item = { ...this.#open(itemId, said), ...said, completedAt: this.#context.clock.now() };
    this.#message = undefined;
    this.#sink.storeAndShow({ type: 'item-completed', item });
  }

  #completePlan(text: string): void {
    const item: Plan = { ...this.#openPlan(text), text, completedAt: this.#context.clock.now() };
    this.#plan = undefined;
    this.#sink.storeAndShow({ type: 'item-completed', item });
  }
}

import { type EventBody, isPersisted, type PersistedEvent } from '../../domain/events.js';
import { assistantTexts, type HistoryItem, outputFor } from '../../domain/history-item.js';
import type { Reasoning, WebSearch } from '../../domain/item.js';
import { type ConversationRecord, eventRecord, historyRecord } from '../../domain/record.js';
import type { TokenUsage } from '../../domain/token-usage.js';
import { keptForm } from '../history/history.js';
import { ModelError, type ModelEvent, type Tool, type ToolCall, type ToolContext } from '../ports/index.js';
import type { TurnContext } from './context.js';
import { MessageItems, phaseOf } from './message-items.js';
import { recordFailure } from './model-failure.js';
import { modelRequest } from './model-request.js';
import type { OpenItems } from './open-items.js';
import { ReadAhead } from './read-ahead.js';
import type { RunningCalls } from './running-calls.js';
import { callOf, runCall } from './tool-call.js';
import type { TurnHooks } from './turn-hooks.js';

/** The outcome of a request. */
export interface Answer {
  /** Whether tools were called: then their outputs need another request. */
  readonly called: boolean;
  readonly lastMessage: string | null;
}

export interface SamplingTools {
  readonly offered: readonly Tool[];
  readonly context: ToolContext;
  readonly hooks: TurnHooks;
  /** The running calls, in case the turn ends before them. */
  readonly running: RunningCalls;
  readonly open: Pick<OpenItems, 'leave'>;
  /** Stores the output of a call, also after the end of the turn while the call restores files. */
  readonly commitOutput: TurnContext['commit'];
  /** Called at the start of the response, with a function that gives the count of its tokens if its end has arrived and the count was not taken yet. */
  begun(uncounted: () => TokenUsage | undefined): void;
}

/**
 * One request to the model and its streamed response. Runs the tools that are called as they arrive, in order. Aborting `stop` cuts the response
 * off. Throws `ModelError` when the response breaks off.
 */
export async function sample(context: TurnContext, tools: SamplingTools, stop: AbortSignal): Promise<Answer> {
  const { source, history, signal } = context;
  const response = new Response(context, tools);
  if (stop.aborted) return response.answer;
  const specs = tools.offered.map((tool) => tool.spec);
  const request = modelRequest(context, history.items, specs);
  const stream = new ReadAhead((reading) => source.stream(request, reading), stop);
  tools.begun(() => response.uncounted(stream.waiting));
  try {
    for await (const events of stream) {
      if (stop.aborted) {
        response.leave(events);
        break;
      }
      await response.take(events);
    }
  } catch (e) {
    if (signal.aborted) throw e;
    if (!stop.aborted) throw e instanceof ModelError ? await recordFailure(e, context) : e;
  }
  if (stop.aborted && !signal.aborted) await response.countArrived(stream.waiting);
  return response.answer;
}

/**
 * The response so far. Each finished item is stored before clients see it, so the next request agrees with what they saw, however this one ends:
 * no tool runs twice (C114), and no message is lost. Items that arrive together are stored together, up to a tool call.
 */
class Response {
  readonly #context: TurnContext;
  readonly #tools: SamplingTools;
  /** Models refuse reasoning without its following item, so both are stored together. */
  #reasoning: ConversationRecord[] = [];
  readonly #messages: MessageItems;
  #thinking: Reasoning | undefined;
  readonly #searches = new Map<string, WebSearch>();
  /** The records and events of the next commit. */
  #records: ConversationRecord[] = [];
  #events: EventBody[] = [];
  /** Events that have arrived and are not taken, because a tool runs or the response was cut off. */
  #left: readonly ModelEvent[] = [];
  #counted = false;
  #called = false;
  #lastMessage: string | null = null;

  constructor(context: TurnContext, tools: SamplingTools) {
    this.#context = context;
    this.#tools = tools;
    this.#messages = new MessageItems(context, {
      show: (event) => void this.#events.push(event),
      storeAndShow: (event) => this.#storeAndShow(event),
    });
  }

  get answer(): Answer {
    return { called: this.#called, lastMessage: this.#lastMessage };
  }

  async take(events: readonly ModelEvent[]): Promise<void> {
    for (const [i, event] of events.entries()) {
      const running = this.#takeOne(event);
      if (running === undefined) continue;
      this.leave(events.slice(i + 1));
      await running;
      if (this.#context.signal.aborted) return;
      this.leave([]);
    }
    await this.#commit();
  }

  leave(events: readonly ModelEvent[]): void {
    this.#left = events;
  }

  /** The tokens of the response if its end has arrived without being taken; undefined when they are counted. `waiting` has arrived behind it. */
  uncounted(waiting: readonly (readonly ModelEvent[])[]): TokenUsage | undefined {
    const end = [...this.#left, ...waiting.flat()].find((event) => event.type === 'completed');
    if (this.#counted || !end?.usage) return undefined;
    this.#counted = true;
    return end.usage;
  }

  /** Counts a response that was cut off although its end had arrived. */
  async countArrived(waiting: readonly (readonly ModelEvent[])[]): Promise<void> {
    const usage = this.uncounted(waiting);
    if (!usage) return;
    this.#context.usage.add(usage);
    this.#countUsage();
    await this.#commit();
  }

  /** Returns a promise when a tool runs. */
  #takeOne(event: ModelEvent): Promise<void> | undefined {
    const { usage, settings } = this.#context;
    switch (event.type) {
      case 'started':
        usage.limits(event.rateLimits);
        this.#countUsage();
        break;
      case 'text-delta':
        this.#messages.delta(event.text);
        break;
      case 'reasoning-delta':
        this.#startReasoning();
        this.#events.push(delta(this.#openReasoning.id, 'summary', event.text));
        break;
      case 'reasoning-content-delta':
        if (!settings.showRawReasoning) break;
        this.#startReasoning();
        this.#events.push(delta(this.#openReasoning.id, 'content', event.text));
        break;
      case 'reasoning-section':
        this.#startReasoning();
        this.#events.push({ type: 'summary-part-started', itemId: this.#openReasoning.id });
        break;
      case 'note':
        this.#events.push(event);
        break;
      case 'item-started':
        this.#start(event.item);
        break;
      case 'item-done':
        return this.#finish(event.item, event.itemId);
      case 'completed':
        this.#counted = true;
        if (event.usage) usage.add(event.usage);
        this.#storeReasoning();
        this.#countUsage();
    }
    return undefined;
  }

  #commit(): void | Promise<void> {
    const [records, events] = [this.#records, this.#events];
    if (records.length + events.length === 0) return;
    this.#records = [];
    this.#events = [];
    return this.#context.commit(records, events);
  }

  #countUsage(): void {
    const counted = { type: 'usage-updated', usage: this.#context.usage.snapshot() } as const;
    this.#storeAndShow(counted);
  }

  #storeAndShow(event: PersistedEvent): void {
    this.#records.push(eventRecord(event));
    this.#events.push(event);
  }

  #start(item: Record<string, unknown>): void {
    const id = typeof item.id === 'string' && item.id !== '' ? item.id : undefined;
    if (item.type === 'message') this.#messages.started(id, phaseOf(item));
    else if (item.type === 'reasoning') this.#startReasoning(id);
    else if (item.type === 'web_search_call') this.#startSearch(id);
  }

  get #openReasoning(): Reasoning {
    return this.#thinking as Reasoning;
  }

  #base(id: string | undefined) {
    const { ids, clock } = this.#context;
    return { id: id ?? ids.item(), startedAt: clock.now(), completedAt: null };
  }

  #startReasoning(id?: string, known: Partial<Reasoning> = {}): void {
    if (this.#thinking) return;
    this.#thinking = { ...this.#base(id), type: 'reasoning', summary: [], content: [], ...known };
    this.#events.push({ type: 'item-started', item: this.#thinking });
  }

  #startSearch(id?: string): WebSearch {
    const search: WebSearch = { ...this.#base(id), type: 'web-search' };
    this.#searches.set(id ?? '', search);
    this.#events.push({ type: 'item-started', item: search });
    return search;
  }

  #finish(item: HistoryItem, itemId: string | undefined): Promise<void> | undefined {
    const form = keptForm(item);
    const kept = form && this.#context.settings.provider.storesAnswers && itemId ? { ...form, id: itemId } : form;
    if (item.type === 'reasoning') {
      if (kept?.type === 'reasoning') {
        this.#reasoning.push(historyRecord({ ...kept, origin: this.#context.origin() }));
      }
      this.#reasoningDone(item, itemId);
      return undefined;
    }
    this.#storeReasoning();
    this.#show(item, itemId);
    if (kept) this.#records.push(historyRecord(kept));
    this.#lastMessage = assistantTexts(item).at(-1) ?? this.#lastMessage;
    const call = kept && callOf(kept);
    return call && this.#run(kept, call);
  }

  /** The call is stored before it runs, and its output before the events of its end. */
  async #run(item: HistoryItem, call: ToolCall): Promise<void> {
    const { log, signal } = this.#context;
    const { running, offered, context, hooks, commitOutput, open } = this.#tools;
    await this.#commit();
    if (signal.aborted) return;
    this.#called = true;
    running.begin(item);
    let stored: void | Promise<void>;
    try {
      const result = await runCall(call, { offered, context, hooks, log });
      const { events = [], contexts = [], isDefect } = result;
      // Clients get the result before hooks do, because the call has already run.
      if (result.after) await commitOutput(recordsOf(events), events);
      const after = await result.after?.();
      const answer = outputFor(item, after?.output ?? result.output);
      const told = [...contexts, ...(after?.contexts ?? [])].map(contextRecord);
      const rest = after ? [] : events;
      stored = commitOutput([...(answer ? [historyRecord(answer)] : []), ...told, ...recordsOf(rest)], rest);
      if (!isDefect) open.leave(call.callId);
    } finally {
      running.end(item);
    }
    await stored;
  }

  #storeReasoning(): void {
    this.#records.push(...this.#reasoning.splice(0));
  }

  /** What clients see of a finished item (C59). */
  #show(item: HistoryItem, itemId: string | undefined): void {
    if (item.type === 'message' && item.role === 'assistant') this.#messages.done(item, itemId);
    else if (item.type === 'web_search_call') this.#searchDone(item.action, itemId);
  }

  #reasoningDone(item: Extract<HistoryItem, { type: 'reasoning' }>, itemId: string | undefined): void {
    const content = this.#context.settings.showRawReasoning ? (item.content ?? []).map(({ text }) => text) : [];
    const summary = item.summary.map(({ text }) => text);
    this.#startReasoning(itemId, { summary, content });
    const done = { ...this.#openReasoning, summary, content, completedAt: this.#context.clock.now() };
    this.#thinking = undefined;
    this.#storeAndShow({ type: 'item-completed', item: done });
  }

  #searchDone(action: WebSearch['action'], itemId: string | undefined): void {
    const search = this.#searches.get(itemId ?? '') ?? this.#startSearch(itemId);
    this.#searches.delete(itemId ?? '');
    const query = action?.type === 'search' ? String(action.query ?? '') : undefined;
    const item = { ...search, query, action, completedAt: this.#context.clock.now() };
    this.#storeAndShow({ type: 'item-completed', item });
  }
}

/** The text of a hook for the model. */
export const contextRecord = (text: string): ConversationRecord =>
  historyRecord({ type: 'message', role: 'developer', content: [{ type: 'input_text', text }] });

/** The records of those events that a rollout keeps. */
const recordsOf = (events: readonly EventBody[]): ConversationRecord[] =>
  events.flatMap((event) => (isPersisted(event) ? [eventRecord(event)] : []));

const delta = (itemId: string, part: 'summary' | 'content', text: string): EventBody => ({
  type: 'text-delta',
  itemId,
  part,
  text,
});

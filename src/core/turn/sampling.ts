import type { EventBody } from '../../domain/events.js';
import { assistantTexts, type HistoryItem, outputFor } from '../../domain/history-item.js';
import type { AgentMessage, Reasoning, WebSearch } from '../../domain/item.js';
import { type ConversationRecord, eventRecord, historyRecord } from '../../domain/record.js';
import { keptForm } from '../history/history.js';
import { ModelError, type ModelEvent, type Tool, type ToolContext } from '../ports/index.js';
import type { TurnContext } from './context.js';
import { commitUsage, recordFailure } from './model-failure.js';
import { modelRequest, samplingRecord } from './model-request.js';
import type { RunningCalls } from './running-calls.js';
import { callOf, runCall } from './tool-call.js';

/** The outcome of a request. */
export interface Answer {
  /** Whether tools were called: their outputs want another request. */
  readonly called: boolean;
  readonly lastMessage: string | null;
}

export interface SamplingTools {
  readonly offered: readonly Tool[];
  readonly context: ToolContext;
  /** Calls that run now, for an end of the turn that comes first. */
  readonly running: RunningCalls;
  /** Stores the output of a call; also of one that puts files back after the turn was ended. */
  readonly commitOutput: TurnContext['commit'];
}

/** One request to the model and its streamed response. Runs the tools that are called as they arrive, in order. Throws `ModelError` when the response breaks off. */
export async function sample(context: TurnContext, tools: SamplingTools): Promise<Answer> {
  const { source, history, signal, commit } = context;
  const response = new Response(context, tools);
  const specs = tools.offered.map((tool) => tool.spec);
  await commit([samplingRecord(context)], []);
  const request = modelRequest(context, history.items, specs);
  try {
    for await (const event of source.stream(request, signal)) {
      if (signal.aborted) break;
      await response.take(event);
    }
  } catch (e) {
    if (!(e instanceof ModelError) || signal.aborted) throw e;
    throw await recordFailure(e, context);
  }
  return response.answer;
}

/**
 * The response so far. Each finished item is stored before clients see it, so what the next request says agrees with what they saw, whatever ends this one:
 * no tool runs twice (C114), and no message is forgotten.
 */
class Response {
  readonly #context: TurnContext;
  readonly #tools: SamplingTools;
  /** Models refuse reasoning without the item that it led to, so it is stored together with that. */
  #reasoning: ConversationRecord[] = [];
  #message: AgentMessage | undefined;
  #thinking: Reasoning | undefined;
  readonly #searches = new Map<string, WebSearch>();
  #called = false;
  #lastMessage: string | null = null;

  constructor(context: TurnContext, tools: SamplingTools) {
    this.#context = context;
    this.#tools = tools;
  }

  get answer(): Answer {
    return { called: this.#called, lastMessage: this.#lastMessage };
  }

  take(event: ModelEvent): void | Promise<void> {
    const { usage, settings, commit } = this.#context;
    switch (event.type) {
      case 'started':
        usage.limits(event.rateLimits);
        return commitUsage(this.#context);
      case 'text-delta':
        return commit([], [...this.#startMessage(), delta(this.#openMessage.id, 'message', event.text)]);
      case 'reasoning-delta':
        return commit([], [...this.#startReasoning(), delta(this.#openReasoning.id, 'summary', event.text)]);
      case 'reasoning-content-delta':
        if (!settings.showRawReasoning) return;
        return commit([], [...this.#startReasoning(), delta(this.#openReasoning.id, 'content', event.text)]);
      case 'reasoning-section':
        return commit([], this.#startSection());
      case 'note':
        return commit([], [event]);
      case 'item-started':
        return commit([], this.#start(event.item));
      case 'item-done':
        return this.#finish(event.item, event.itemId);
      case 'completed': {
        if (event.usage) usage.add(event.usage);
        const counted = { type: 'usage-updated', usage: usage.snapshot() } as const;
        return commit([...this.#takeReasoning(), eventRecord(counted)], [counted]);
      }
    }
  }

  #start(item: Record<string, unknown>): EventBody[] {
    const id = typeof item.id === 'string' && item.id !== '' ? item.id : undefined;
    switch (item.type) {
      case 'message':
        return this.#startMessage(id);
      case 'reasoning':
        return this.#startReasoning(id);
      case 'web_search_call':
        return this.#startSearch(id);
      default:
        return [];
    }
  }

  get #openMessage(): AgentMessage {
    return this.#message as AgentMessage;
  }

  get #openReasoning(): Reasoning {
    return this.#thinking as Reasoning;
  }

  #base(id: string | undefined) {
    const { ids, clock } = this.#context;
    return { id: id ?? ids.item(), startedAt: clock.now(), completedAt: null };
  }

  #startMessage(id?: string): EventBody[] {
    if (this.#message) return [];
    this.#message = { ...this.#base(id), type: 'agent-message', texts: [] };
    return [{ type: 'item-started', item: this.#message }];
  }

  #startReasoning(id?: string): EventBody[] {
    if (this.#thinking) return [];
    this.#thinking = { ...this.#base(id), type: 'reasoning', summary: [], content: [] };
    return [{ type: 'item-started', item: this.#thinking }];
  }

  #startSection(): EventBody[] {
    const started = this.#startReasoning();
    return [...started, { type: 'summary-part-started', itemId: this.#openReasoning.id }];
  }

  #startSearch(id?: string): EventBody[] {
    const search: WebSearch = { ...this.#base(id), type: 'web-search' };
    this.#searches.set(id ?? '', search);
    return [{ type: 'item-started', item: search }];
  }

  async #finish(item: HistoryItem, itemId: string | undefined): Promise<void> {
    const { settings, commit } = this.#context;
    const form = keptForm(item);
    const kept = form && settings.provider.storesAnswers && itemId ? { ...form, id: itemId } : form;
    if (item.type === 'reasoning') {
      if (kept?.type === 'reasoning') {
        this.#reasoning.push(historyRecord({ ...kept, origin: this.#context.origin() }));
      }
      const { records, events } = this.#reasoningDone(item, itemId);
      return commit(records, events);
    }
    const { records, events } = this.#shown(item, itemId);
    await commit([...this.#takeReasoning(), ...records, ...(kept ? [historyRecord(kept)] : [])], events);
    this.#lastMessage = assistantTexts(item).at(-1) ?? this.#lastMessage;
    if (kept && !this.#context.signal.aborted) await this.#run(kept);
  }

  /** The output is stored before the events that tell of the end. */
  async #run(item: HistoryItem): Promise<void> {
    const { running, offered, context, commitOutput } = this.#tools;
    const call = callOf(item);
    if (!call) return;
    this.#called = true;
    running.begin(item);
    let stored: void | Promise<void>;
    try {
      const { output, events = [] } = await runCall(call, offered, context, this.#context.log);
      const answer = outputFor(item, output);
      stored = commitOutput(answer ? [historyRecord(answer)] : [], events);
    } finally {
      running.end(item);
    }
    await stored;
  }

  #takeReasoning(): ConversationRecord[] {
    return this.#reasoning.splice(0);
  }

  /** What clients see of a finished item (C59). */
  #shown(item: HistoryItem, itemId: string | undefined): Shown {
    if (item.type === 'message' && item.role === 'assistant') return this.#messageDone(assistantTexts(item), itemId);
    if (item.type === 'web_search_call') return this.#searchDone(item.action, itemId);
    return NOTHING;
  }

  #messageDone(texts: readonly string[], itemId: string | undefined): Shown {
    const started = this.#startMessage(itemId);
    const done = { ...this.#openMessage, texts, completedAt: this.#context.clock.now() };
    this.#message = undefined;
    return storedAndShown(started, done);
  }

  #reasoningDone(item: Extract<HistoryItem, { type: 'reasoning' }>, itemId: string | undefined): Shown {
    const started = this.#startReasoning(itemId);
    const content = this.#context.settings.showRawReasoning ? (item.content ?? []).map(({ text }) => text) : [];
    const summary = item.summary.map(({ text }) => text);
    const done = { ...this.#openReasoning, summary, content, completedAt: this.#context.clock.now() };
    this.#thinking = undefined;
    return storedAndShown(started, done);
  }

  #searchDone(action: WebSearch['action'], itemId: string | undefined): Shown {
    const known = this.#searches.get(itemId ?? '');
    const started = known ? [] : this.#startSearch(itemId);
    const search = known ?? (this.#searches.get(itemId ?? '') as WebSearch);
    this.#searches.delete(itemId ?? '');
    const query = action?.type === 'search' ? String(action.query ?? '') : undefined;
    const item = { ...search, query, action, completedAt: this.#context.clock.now() };
    return { records: [], events: [...started, { type: 'item-completed', item }] };
  }
}

interface Shown {
  readonly records: readonly ConversationRecord[];
  readonly events: readonly EventBody[];
}

const NOTHING: Shown = { records: [], events: [] };

function storedAndShown(started: readonly EventBody[], item: AgentMessage | Reasoning): Shown {
  const completed = { type: 'item-completed', item } as const;
  return { records: [eventRecord(completed)], events: [...started, completed] };
}

const delta = (itemId: string, part: 'message' | 'summary' | 'content', text: string): EventBody => ({
  type: 'text-delta',
  itemId,
  part,
  text,
});

import type { PersistedEvent } from '../../../protocol/rollout/events.js';
import type { ResponseItem } from '../../../protocol/rollout/items.js';
import type { RolloutItem } from '../../../protocol/rollout/rollout.js';
import type { CoreEvent } from '../events.js';
import { isOutput, keptForm } from '../history/history.js';
import { asEvent, asRecord, recorded, turnContext } from '../history/records.js';
import { ModelError, type ModelEvent, type Tool, type ToolContext } from '../ports/index.js';
import { takeIn } from './model-failure.js';
import { modelRequest } from './model-request.js';
import { answerCall, callOf } from './tool-call.js';
import type { TurnHost } from './turn.js';

/** What came of a request. */
export interface Answer {
  /** Whether tools were called: their outputs want another request. */
  readonly called: boolean;
  readonly lastMessage: string | null;
}

/** What a request needs of the turn that makes it. */
export interface AskingTurn {
  /** Aborted when the turn has ended. */
  readonly signal: AbortSignal;
  /** Those that this request offers. */
  readonly tools: readonly Tool[];
  /** Does nothing once the turn has ended. */
  readonly commit: (records: readonly RolloutItem[], events: readonly CoreEvent[]) => void;
  readonly toolContext: () => ToolContext;
}

/** One request to the model. */
export class Ask {
  readonly #host: TurnHost;
  readonly #turn: AskingTurn;
  /** What the history gets of the answer. */
  readonly #items: ResponseItem[] = [];
  #called = false;
  #lastMessage: string | null = null;

  constructor(host: TurnHost, turn: AskingTurn) {
    this.#host = host;
    this.#turn = turn;
  }

  /** Runs the tools that are called as they arrive, in order. Throws `ModelError` when the answer breaks off. */
  async run(): Promise<Answer> {
    const host = this.#host;
    const { signal, commit, tools } = this.#turn;
    const specs = tools.map((tool) => tool.spec);
    const request = modelRequest(host, host.history.items, specs);
    commit([turnContext(host.settings)], []);
    try {
      for await (const event of host.source.stream(request, signal)) {
        if (signal.aborted) break;
        await this.#take(event);
      }
    } catch (e) {
      if (!(e instanceof ModelError) || signal.aborted) throw e;
      this.#keepOutputs();
      throw takeIn(e, host, this.#turn);
    }
    return { called: this.#called, lastMessage: this.#lastMessage };
  }

  async #take(event: ModelEvent): Promise<void> {
    const { usage, history, settings } = this.#host;
    const { commit } = this.#turn;
    switch (event.type) {
      case 'started':
        usage.limits(event.rateLimits);
        return this.#record([usage.event()]);
      case 'text-delta':
      case 'reasoning-delta':
      case 'reasoning-section':
      case 'note':
        return commit([], [event]);
      case 'reasoning-content-delta':
        if (settings.showRawReasoning) commit([], [event]);
        return;
      case 'item-started': {
        const { type, id } = event.item;
        if (type !== 'web_search_call') return;
        return commit([], [{ type: 'web-search-started', callId: typeof id === 'string' ? id : '' }]);
      }
      case 'item-done':
        return this.#finish(event.item, event.itemId);
      case 'completed': {
        if (event.usage) usage.add(event.usage);
        history.add(this.#items);
        const count = usage.event();
        return commit([asEvent(count), ...this.#items.map(asRecord)], [{ type: 'recorded', event: count }]);
      }
    }
  }

  async #finish(item: ResponseItem, itemId: string | undefined): Promise<void> {
    const { log, settings } = this.#host;
    const kept = keptForm(item);
    this.#show(item, itemId);
    this.#lastMessage = lastText(item) ?? this.#lastMessage;
    if (kept) this.#items.push(settings.provider.storesAnswers && itemId ? { ...kept, id: itemId } : kept);
    const call = callOf(item);
    if (!call) return;
    this.#called = true;
    this.#items.push(await answerCall(call, this.#turn.tools, this.#turn.toolContext(), log));
  }

  /** What tools have done stays done, and the next request says so: no tool runs twice (C114). What came after them is dropped. */
  #keepOutputs(): void {
    const whole = this.#items.slice(0, this.#items.findLastIndex(isOutput) + 1);
    this.#host.history.add(whole);
    if (whole.length > 0) this.#turn.commit(whole.map(asRecord), []);
  }

  /** What a client sees of a finished item (C59). */
  #show(item: ResponseItem, itemId: string | undefined): void {
    switch (item.type) {
      case 'message':
        if (item.role !== 'assistant') return;
        return this.#record(textsOf(item).map((message) => ({ type: 'agent_message', message })));
      case 'reasoning':
        this.#record(item.summary.map(({ text }) => ({ type: 'agent_reasoning', text })));
        if (this.#host.settings.showRawReasoning) {
          this.#record((item.content ?? []).map(({ text }) => ({ type: 'agent_reasoning_raw_content', text })));
        }
        return;
      case 'web_search_call': {
        const { action } = item;
        if (action?.type === 'search') {
          this.#turn.commit(
            [],
            [{ type: 'web-search-ended', callId: itemId ?? '', query: String(action.query ?? '') }],
          );
        }
        return;
      }
      default:
        return;
    }
  }

  #record(events: readonly PersistedEvent[]): void {
    if (events.length > 0) this.#turn.commit(...recorded(events));
  }
}

type Message = Extract<ResponseItem, { type: 'message' }>;

const textsOf = (item: Message): string[] =>
  item.content.flatMap((part) => (part.type === 'output_text' ? [part.text] : []));

/** The last text of an answer; undefined for items that are none. */
export function lastText(item: ResponseItem): string | undefined {
  return item.type === 'message' && item.role === 'assistant' ? textsOf(item).at(-1) : undefined;
}

import type { PersistedEvent } from '../../protocol/core/events.js';
import type { ResponseItem } from '../../protocol/core/items.js';
import type { RolloutItem } from '../../protocol/core/rollout.js';
import type { CoreEvent } from './events.js';
import { keptForm } from './history.js';
import type { Tool, ToolContext } from './ports.js';
import { asEvent, asRecord, turnContext } from './records.js';
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

  constructor(host: TurnHost, turn: AskingTurn) {
    this.#host = host;
    this.#turn = turn;
  }

  /** One request to the model, with the tools it calls run as they arrive, in order. */
  async run(): Promise<Answer> {
    const host = this.#host;
    const { settings } = host;
    const { commit, signal } = this.#turn;
    commit([turnContext(settings)], []);
    const items: ResponseItem[] = [];
    let called = false;
    let lastMessage: string | null = null;
    const request = {
      conversationId: host.conversationId,
      model: settings.model,
      instructions: settings.baseInstructions ?? host.instructions,
      input: host.history.items,
      tools: this.#turn.tools.map((tool) => tool.spec),
      effort: settings.effort,
      summary: settings.summary,
      verbosity: settings.verbosity,
      forceReasoning: settings.forceReasoning,
    };
    for await (const event of host.source.stream(request, signal)) {
      if (signal.aborted) break;
      switch (event.type) {
        case 'started':
          host.usage.limits(event.rateLimits);
          this.#record([host.usage.event()]);
          break;
        case 'text-delta':
        case 'reasoning-delta':
        case 'reasoning-section':
          commit([], [event]);
          break;
        case 'reasoning-content-delta':
          if (settings.showRawReasoning) commit([], [event]);
          break;
        case 'item-started':
          if (event.item.type === 'web_search_call') {
            commit(
              [],
              [{ type: 'web-search-started', callId: typeof event.item.id === 'string' ? event.item.id : '' }],
            );
          }
          break;
        case 'item-done': {
          const kept = keptForm(event.item);
          this.#show(event.item, event.itemId);
          if (event.item.type === 'message') lastMessage = lastText(event.item) ?? lastMessage;
          if (kept) items.push(kept);
          const call = callOf(event.item);
          if (call) {
            called = true;
            items.push(await answerCall(call, this.#turn.tools, this.#turn.toolContext(), host.log));
          }
          break;
        }
        case 'completed': {
          if (event.usage) host.usage.add(event.usage);
          host.history.add(items);
          const count = host.usage.event();
          commit([asEvent(count), ...items.map(asRecord)], [{ type: 'recorded', event: count }]);
          break;
        }
      }
    }
    return { called, lastMessage };
  }

  /** What a client sees of a finished item (v1-agent-core §2.4). */
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
    if (events.length === 0) return;
    this.#turn.commit(
      events.map(asEvent),
      events.map((event) => ({ type: 'recorded', event })),
    );
  }
}

type Message = Extract<ResponseItem, { type: 'message' }>;

const textsOf = (item: Message): string[] =>
  item.content.flatMap((part) => (part.type === 'output_text' ? [part.text] : []));

function lastText(item: Message): string | undefined {
  return item.role === 'assistant' ? textsOf(item).at(-1) : undefined;
}

import type { PersistedEvent } from '../../protocol/core/events.js';
import type { ResponseItem } from '../../protocol/core/items.js';
import type { ReviewDecision } from '../../protocol/core/policies.js';
import type { RolloutItem, TurnContextItem } from '../../protocol/core/rollout.js';
import { type OpenQuestion, type Question, Questions } from './approvals.js';
import type { CoreEvent } from './events.js';
import { type History, keptForm } from './history.js';
import { type ReadInput, readInput, type UserInput } from './input.js';
import {
  type ConversationSettings,
  type CoreLog,
  ModelError,
  type ModelSource,
  type Tool,
  type ToolContext,
} from './ports.js';
import { answerCall, callOf } from './tool-call.js';
import type { Usage } from './usage.js';

/** What a turn may touch of its conversation. */
export interface TurnHost {
  readonly conversationId: string;
  readonly settings: ConversationSettings;
  readonly history: History;
  readonly usage: Usage;
  readonly source: ModelSource;
  readonly tools: readonly Tool[];
  /** The built-in ones; the settings may replace them. */
  readonly instructions: string;
  readonly log: CoreLog;
  /** Writes the records, then tells the listeners: nothing is seen that a crash could take back. */
  commit(records: readonly RolloutItem[], events: readonly CoreEvent[]): void;
  /** Shows a question to whoever listens. */
  publish(open: OpenQuestion): void;
  /** Ends this turn as an interrupt does. */
  interrupt(): void;
  readonly approved: Set<string>;
}

type Outcome = { kind: 'again' } | { kind: 'final'; lastMessage: string | null };

/** One turn: asks the model, runs the tools it calls, and asks again until it has nothing more to call. */
export class Turn {
  readonly #host: TurnHost;
  readonly #abort = new AbortController();
  #injected: UserInput[][] = [];
  readonly #questions = new Questions();
  /** What tools show the model beside their outputs. */
  #attached: UserInput[] = [];
  #over = false;
  /** Resolves when the first input is on disk: an interrupt waits for it, so that the person's words are never lost. */
  readonly recorded: Promise<void>;
  /** Resolves when the turn has ended, however it ended; never rejects. */
  readonly done: Promise<void>;

  constructor(
    host: TurnHost,
    readonly submission: string,
    input: readonly UserInput[],
    before: readonly ResponseItem[],
  ) {
    this.#host = host;
    this.recorded = this.#start(input, before);
    this.done = this.recorded.then(() => this.#run()).catch((e) => this.#fail(e));
  }

  get running(): boolean {
    return !this.#over;
  }

  /** Input that came while the turn runs: the model sees it with its next request. */
  inject(input: UserInput[]): void {
    this.#injected.push(input);
  }

  /** Hands over the injected input that no request has carried. */
  takeInjected(): UserInput[][] {
    return this.#injected.splice(0);
  }

  /** Puts injected input into the history and on disk. */
  async recordInjected(): Promise<void> {
    for (const input of this.takeInjected()) {
      const read = await readInput(input, this.#host.settings.cwd);
      this.#host.history.add([read.item]);
      this.#host.commit(inputRecords(read), []);
    }
  }

  /** Nothing of this turn is recorded or told after this returns. */
  abort(): void {
    this.#over = true;
    this.#questions.endAll();
    this.#abort.abort();
  }

  async #start(input: readonly UserInput[], before: readonly ResponseItem[]): Promise<void> {
    const read = await readInput(input, this.#host.settings.cwd);
    this.#host.history.add([...before, read.item]);
    this.#host.commit(
      [...before.map(asRecord), ...inputRecords(read)],
      [{ type: 'turn-started', contextWindow: this.#host.usage.contextWindow }],
    );
  }

  async #run(): Promise<void> {
    for (;;) {
      if (this.#over) return;
      await this.#recordAttached();
      await this.recordInjected();
      const outcome = await this.#ask();
      if (outcome.kind === 'again' || this.#injected.length > 0) continue;
      this.#end([{ type: 'turn-ended', lastMessage: outcome.lastMessage }]);
      return;
    }
  }

  /** The person has not said it, so histories do not show it as a message of theirs. */
  async #recordAttached(): Promise<void> {
    for (const input of this.#attached.splice(0)) {
      const { item } = await readInput([input], this.#host.settings.cwd);
      this.#host.history.add([item]);
      this.#commit([asRecord(item)], []);
    }
  }

  /** One request to the model, with the tools it calls run as they arrive, in order. */
  async #ask(): Promise<Outcome> {
    const host = this.#host;
    const { settings } = host;
    this.#commit([turnContext(settings)], []);
    const items: ResponseItem[] = [];
    let called = false;
    let lastMessage: string | null = null;
    const request = {
      conversationId: host.conversationId,
      model: settings.model,
      instructions: settings.baseInstructions ?? host.instructions,
      input: host.history.items,
      tools: host.tools.map((tool) => tool.spec),
      effort: settings.effort,
      summary: settings.summary,
      verbosity: settings.verbosity,
      forceReasoning: settings.forceReasoning,
    };
    for await (const event of host.source.stream(request, this.#abort.signal)) {
      if (this.#over) break;
      switch (event.type) {
        case 'started':
          host.usage.limits(event.rateLimits);
          this.#record([host.usage.event()]);
          break;
        case 'text-delta':
        case 'reasoning-delta':
        case 'reasoning-section':
          this.#commit([], [event]);
          break;
        case 'reasoning-content-delta':
          if (settings.showRawReasoning) this.#commit([], [event]);
          break;
        case 'item-started':
          if (event.item.type === 'web_search_call') {
            this.#commit(
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
            items.push(await answerCall(call, host.tools, this.#toolContext(), host.log));
          }
          break;
        }
        case 'completed': {
          if (event.usage) host.usage.add(event.usage);
          host.history.add(items);
          const count = host.usage.event();
          this.#commit([asEvent(count), ...items.map(asRecord)], [{ type: 'recorded', event: count }]);
          break;
        }
      }
    }
    return called ? { kind: 'again' } : { kind: 'final', lastMessage };
  }

  #toolContext(): ToolContext {
    const { settings, approved } = this.#host;
    return {
      settings,
      approved,
      signal: this.#abort.signal,
      emit: (event) => this.#commit([], [event]),
      attach: (input) => void this.#attached.push(input),
      ask: (question) => this.#askPerson(question),
    };
  }

  async #askPerson(question: Question): Promise<Exclude<ReviewDecision, 'abort'>> {
    const decision = await this.#questions.ask(question, (open) => this.#host.publish(open));
    if (decision !== 'abort') return decision;
    this.#host.interrupt();
    throw new Error('the person has ended the turn');
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
          this.#commit([], [{ type: 'web-search-ended', callId: itemId ?? '', query: String(action.query ?? '') }]);
        }
        return;
      }
      default:
        return;
    }
  }

  #record(events: readonly PersistedEvent[]): void {
    if (events.length === 0) return;
    this.#commit(
      events.map(asEvent),
      events.map((event) => ({ type: 'recorded', event })),
    );
  }

  #commit(records: readonly RolloutItem[], events: readonly CoreEvent[]): void {
    if (!this.#over) this.#host.commit(records, events);
  }

  #end(events: readonly CoreEvent[]): void {
    if (this.#over) return;
    this.#over = true;
    this.#host.commit([], events);
  }

  #fail(error: unknown): void {
    if (this.#over) return;
    const expected = error instanceof ModelError;
    if (!expected)
      this.#host.log.error({ err: error, conversation: this.#host.conversationId }, 'a turn failed unexpectedly');
    this.#end([
      { type: 'failed', message: expected ? error.message : `internal error: ${(error as Error).message}` },
      { type: 'turn-ended', lastMessage: null },
    ]);
  }
}

export const asRecord = (payload: ResponseItem): RolloutItem => ({ type: 'response_item', payload });
export const asEvent = (payload: PersistedEvent): RolloutItem => ({ type: 'event_msg', payload });

/** The records of a person's message: the item first, then the event that histories show. */
export const inputRecords = (read: ReadInput): RolloutItem[] => [asRecord(read.item), asEvent(read.event)];

function turnContext(settings: ConversationSettings): RolloutItem {
  const payload: TurnContextItem = {
    cwd: settings.cwd,
    approval_policy: settings.approvalPolicy,
    sandbox_policy: settings.sandboxPolicy,
    model: settings.model,
    ...(settings.effort === undefined ? {} : { effort: settings.effort }),
    summary: settings.summary,
  };
  return { type: 'turn_context', payload };
}

type Message = Extract<ResponseItem, { type: 'message' }>;

const textsOf = (item: Message): string[] =>
  item.content.flatMap((part) => (part.type === 'output_text' ? [part.text] : []));

function lastText(item: Message): string | undefined {
  return item.role === 'assistant' ? textsOf(item).at(-1) : undefined;
}

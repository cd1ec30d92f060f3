import { AppError } from '../../../protocol/errors.js';
import type { EventBody, PersistedEvent, TurnEnded } from '../../domain/events.js';
import { outputFor } from '../../domain/history-item.js';
import { type AgentMessage, type Item, textsOf, type UserMessage } from '../../domain/item.js';
import { type ConversationRecord, eventRecord, historyRecord } from '../../domain/record.js';
import type { TokenUsage } from '../../domain/token-usage.js';
import type { TurnFailure } from '../../domain/turn-state.js';
import { UNKNOWN_OUTCOME } from '../history/replay.js';
import { ModelError, type Tool } from '../ports/index.js';
import { Compactions } from './compactions.js';
import type { TurnContext } from './context.js';
import type { Review, TurnHost, TurnTask, WantedCommand } from './host.js';
import { errorEvent } from './model-failure.js';
import { samplingRecord } from './model-request.js';
import { OpenItems } from './open-items.js';
import { PromptHooks } from './prompt-hooks.js';
import { withRetries } from './retry.js';
import { isShownInReview, reviewAborted, reviewBegins, reviewEnds, reviewerHost } from './review.js';
import { RunningCalls } from './running-calls.js';
import { type Answer, type SamplingTools, sample } from './sampling.js';
import { type TakenMessages, takenMessages } from './taken-messages.js';
import { ToolAccess } from './tool-access.js';
import { TurnHooks } from './turn-hooks.js';
import { runUserCommand } from './user-command.js';

/** An interrupt waits at most this many milliseconds until files are restored, because a file system may hang for ever. */
const UNDO_WITHIN_MS = 5000;

/** One turn: samples the model, runs the tools that it calls, and samples again until it calls no more tools. */
export class Turn {
  readonly #host: TurnHost;
  readonly #task: TurnTask;
  readonly #context: TurnContext;
  readonly #abort = new AbortController();
  /** Ends hooks that run because of an interrupt. */
  #endHooks: AbortController | undefined;
  readonly #calls = new RunningCalls();
  /** The user's texts of this turn. */
  readonly #said: string[] = [];
  readonly #open: OpenItems;
  readonly #tools: ToolAccess;
  readonly #hooks: TurnHooks;
  readonly #prompts: PromptHooks;
  readonly #compactions: Compactions;
  /** The message in which the last response broke off. */
  #brokenOff: AgentMessage | undefined;
  #announced = false;
  /** The settings of the next request are stored already. */
  #settingsStored = false;
  #over = false;
  /** The turn is over, but calls may still restore files; their outputs are still stored and shown. */
  #undoing = false;
  #reviewer: Turn | undefined;
  #aborted: void | Promise<void> = undefined;
  /** The tokens of the last response, if its end has arrived and they are not counted yet. */
  #uncounted: () => TokenUsage | undefined = () => undefined;
  /** Cuts off the current response. */
  #response: AbortController | undefined;

  constructor(
    readonly id: string,
    host: TurnHost,
    task: TurnTask,
  ) {
    this.#host = host;
    this.#task = task;
    this.#open = new OpenItems(() => host.clock.now());
    this.#context = {
      ...host,
      turnId: id,
      ...(task.kind === 'answer' ? { outputSchema: task.outputSchema, serviceTier: task.serviceTier } : {}),
      signal: this.#abort.signal,
      commit: (records, events) => this.#commit(records, events),
    };
    this.#hooks = new TurnHooks(host, this.#context);
    this.#compactions = new Compactions(host, this.#hooks, this.#context);
    this.#prompts = new PromptHooks({
      host,
      hooks: this.#hooks,
      held: task.kind === 'answer' && task.held === true,
      over: () => this.#over,
      shown: (message) => this.#shown(message),
    });
    this.#tools = new ToolAccess({
      host,
      context: this.#context,
      open: this.#open,
      over: () => this.#over,
    });
  }

  get kind(): TurnTask['kind'] {
    return this.#task.kind;
  }

  get running(): boolean {
    return !this.#over;
  }

  /** Items that have started but not ended, each in its present state. */
  get openItems(): readonly Item[] {
    return [...this.#open.list(), ...(this.#reviewer?.openItems ?? []).filter(isShownInReview)];
  }

  /** The settings of the first request, which are stored together with the messages that it answers. */
  firstSettings(): ConversationRecord {
    this.#settingsStored = true;
    return samplingRecord(this.#context);
  }

  /** Runs the turn to its end; never rejects. */
  async run(): Promise<void> {
    if (this.#over) return;
    this.#announce();
    try {
      await this.#work();
    } catch (e) {
      await this.#fail(e);
    }
  }

  /**
   * Sends the waiting messages to the model at once: the current response is cut off, and its text so far is kept. While a tool runs, the messages
   * wait for its end.
   */
  steer(): void {
    if (this.#calls.items.length === 0) this.#response?.abort();
  }

  /** Runs a command of the user beside the other work of the turn. It may outlive the turn, but an interrupt ends it. */
  async runForUser(command: WantedCommand): Promise<void> {
    await runUserCommand(this.#host, this.#tools.context(), { ...command, itemId: this.#host.ids.item() });
  }

  /** Summarises the history after the current response. */
  compactNext(): void {
    this.#compactions.request();
  }

  /**
   * Ends the turn. Files that a tool has begun to change are restored first, within the given time; without such files, the turn has ended when this returns.
   * Nothing of the turn is stored or shown afterwards. Another call may shorten the time, and with a time it ends the hooks of an interrupt.
   */
  abort(wanted?: number, byUser = false): void | Promise<void> {
    const undoWithinMs = wanted ?? UNDO_WITHIN_MS;
    if (this.#over) {
      if (wanted !== undefined) this.#endHooks?.abort();
      if (this.#undoing) this.#calls.stopWaiting(undoWithinMs);
      return this.#aborted;
    }
    this.#announce();
    this.#over = true;
    this.#abort.abort();
    this.#response?.abort();
    this.#undoing = this.#host.tools.writing;
    const undone = this.#reviewer?.abort(undoWithinMs) ?? (this.#undoing ? this.#calls.ended(undoWithinMs) : undefined);
    if (byUser) this.#endHooks = new AbortController();
    const hooked = this.#endHooks && this.#hooks.interrupted(this.#endHooks.signal);
    this.#aborted =
      undone || hooked ? Promise.all([undone, hooked]).then(() => this.#concludeAborted()) : this.#concludeAborted();
    return this.#aborted;
  }

  #concludeAborted(): void | Promise<void> {
    this.#undoing = false;
    const cutOff = this.#calls.items.flatMap((item) => outputFor(item, UNKNOWN_OUTCOME) ?? []);
    const open = this.#cutOff();
    const counted = this.#lateCount();
    const ended = this.#ended('interrupted');
    const goal = this.#host.goal.ended('interrupted', undefined);
    const review = this.#task.kind === 'review' ? reviewAborted(this.#host) : { records: [], events: [] };
    const { records, events, putBack } = this.#takeQueue();
    return this.#host.conclude({
      records: [
        ...cutOff.map(historyRecord),
        ...open.records,
        ...review.records,
        ...this.#brokenOffRecords(),
        ...records,
        ...counted.map((event) => eventRecord(event)),
        ...goal.records,
        eventRecord(ended),
      ],
      events: [...events, ...goal.events],
      ended: [...open.events, ...review.events, ...counted, ended],
      lost: putBack,
    });
  }

  /** The response that was cut off, if the model had already ended it: 0.171 counts it as well. */
  #lateCount(): PersistedEvent[] {
    const tokens = this.#uncounted();
    if (!tokens) return [];
    this.#host.usage.add(tokens);
    return [{ type: 'usage-updated', usage: this.#host.usage.snapshot() }];
  }

  #commit(
    records: readonly ConversationRecord[],
    events: readonly EventBody[],
    operation?: string,
  ): void | Promise<void> {
    return this.#over ? undefined : this.#store(records, events, operation);
  }

  #store(
    records: readonly ConversationRecord[],
    events: readonly EventBody[],
    operation?: string,
  ): void | Promise<void> {
    const done = this.#host.commit(records, events, operation);
    this.#open.follow(events);
    return done;
  }

  /** Ends the open items. A last message of the agent counts as complete if the turn ends with it. */
  #cutOff(sparing?: 'user-commands'): { records: ConversationRecord[]; events: EventBody[] } {
    const events = this.#open.cutOff(sparing).map((item) => ({ type: 'item-completed', item }) as const);
    for (const { item } of events) if (item.type === 'agent-message' && item.cutOff) this.#brokenOff = item;
    return { records: events.map((event) => eventRecord(event)), events };
  }

  /** The model gets the same part of a message that the user has seen. */
  #brokenOffRecords(): ConversationRecord[] {
    const content = this.#brokenOff?.texts.map((text) => ({ type: 'output_text', text }) as const) ?? [];
    return content.length > 0 ? [historyRecord({ type: 'message', role: 'assistant', content })] : [];
  }

  #ended(status: TurnEnded['status'], lastMessage: string | null = null, error: TurnFailure | null = null): TurnEnded {
    const { startedAt } = this.#task.started;
    return { type: 'turn-ended', status, startedAt, completedAt: this.#host.clock.now(), lastMessage, error };
  }

  #announce(): void {
    if (this.#announced) return;
    this.#announced = true;
    const task = this.#task;
    const begun: EventBody[] = [task.started];
    if (task.kind === 'answer') {
      for (const message of task.messages) begun.push(...this.#shown(message));
      begun.push(...task.notes.map((message): EventBody => ({ type: 'note', message })));
    }
    void this.#host.commit([], begun);
  }

  #shown(item: UserMessage): EventBody[] {
    const text = textsOf(item).join('');
    if (text !== '') this.#said.push(text);
    return [
      { type: 'item-started', item },
      { type: 'item-completed', item },
    ];
  }

  #work(): Promise<void> {
    const task = this.#task;
    switch (task.kind) {
      case 'compact':
        return this.#compactOnly();
      case 'shell':
        return this.#shell(task.command);
      case 'review':
        return this.#review(task.review);
      case 'answer':
        return this.#answer();
    }
  }

  /** Messages that came meanwhile are answered in the same turn. */
  async #shell(command: WantedCommand): Promise<void> {
    await this.runForUser(command);
    if (this.#over) return;
    if (this.#host.queue.length > 0) return this.#answer();
    await this.#end(this.#ended('completed'));
  }

  /** The reviewer works in a turn within this one. */
  async #review(review: Review): Promise<void> {
    const begins = reviewBegins(this.#host, review);
    await this.#context.commit(begins.records, begins.events);
    const { started } = this.#task;
    const { lastMessage, status, error } = await new Promise<TurnEnded>((resolve) => {
      const host = reviewerHost(this.#host, review, resolve);
      this.#reviewer = new Turn(this.id, host, { kind: 'answer', started, messages: [], notes: [] });
      void this.#reviewer.run();
    });
    if (this.#over) return;
    const ends = reviewEnds(this.#host, lastMessage);
    await this.#context.commit(ends.records, ends.events);
    const failed = { type: 'error', message: '', willRetry: false, ...error, endsTurn: true } as const;
    if (status === 'failed') await this.#end(this.#ended('failed', null, error), [failed]);
    else await this.#end(this.#ended('completed', ends.text));
  }

  async #compactOnly(): Promise<void> {
    await this.#hooks.tellUntrusted();
    const failure = await this.#compactions.run('request');
    await this.#end(failure ? this.#ended('failed', null, failure) : this.#ended('completed'));
  }

  async #answer(): Promise<void> {
    const { notify } = this.#host;
    await this.#hooks.tellUntrusted();
    // What waits for hooks is not said yet.
    let wanted = this.#task.kind === 'answer' ? !this.#task.held : !this.#prompts.inForce;
    let answered: Answer | undefined;
    if (!(await this.#prompts.start())) wanted = false;
    if (this.#compactions.dueAtStart()) await this.#compact('limit');
    for (;;) {
      const admitted = this.#prompts.inForce && (await this.#prompts.admit());
      if (this.#over) return;
      if (!wanted && !admitted) {
        const lastMessage = answered?.lastMessage ?? null;
        if (answered && this.#hooks.runAt('Stop') && (await this.#prompts.runStopHooks(lastMessage))) {
          wanted = true;
          continue;
        }
        // After a final answer and its summary, the turn ends (C115).
        if ((await this.#end(this.#ended('completed', lastMessage))) && answered) notify(this.#said, lastMessage);
        return;
      }
      const offered = await this.#tools.offered();
      if (this.#over) return;
      const answer = await this.#sample(offered);
      if (!this.#over) await this.#host.goal.answered(answer.called);
      const reason = this.#compactions.dueAfter(answer);
      if (reason) await this.#compact(reason);
      if (this.#over) return;
      answered = answer;
      wanted = answer.called || this.#host.goal.insists() || (!this.#prompts.inForce && this.#host.queue.length > 0);
    }
  }

  async #compact(reason: 'limit' | 'request'): Promise<void> {
    this.#settingsStored = false;
    const operation = this.#host.nextCompaction();
    await this.#compactions.run(reason, (records, events) => this.#commit(records, events, operation));
    this.#host.goal.compacted();
  }

  /** One response. It is requested again when it breaks off; each request contains what tools and the user have added meanwhile. */
  #sample(offered: readonly Tool[]): Promise<Answer> {
    return withRetries(this.#context, async () => {
      // From here on a message may come too late for this request.
      const response = new AbortController();
      this.#response = response;
      for (const record of this.#tools.takeAttached()) await this.#context.commit([record], []);
      if (!this.#over && !this.#prompts.inForce) await this.#commitQueue();
      this.#brokenOff = undefined;
      if (!this.#settingsStored) await this.#context.commit([samplingRecord(this.#context)], []);
      this.#settingsStored = false;
      try {
        return await sample(this.#context, this.#samplingTools(offered), response.signal);
      } finally {
        this.#response = undefined;
        await this.#endOpen(response.signal.aborted);
      }
    });
  }

  #samplingTools(offered: SamplingTools['offered']): SamplingTools {
    return {
      offered,
      context: this.#tools.context(),
      hooks: this.#hooks,
      running: this.#calls,
      open: this.#open,
      begun: (uncounted) => {
        this.#uncounted = uncounted;
      },
      commitOutput: (records, events) => (this.#over && !this.#undoing ? undefined : this.#store(records, events)),
    };
  }

  /** Ends the open items of a response. If it broke off, the next response repeats them; if the user has cut it off, they count as complete. */
  async #endOpen(cutShort: boolean): Promise<void> {
    if (this.#over) return;
    const { records, events } = this.#cutOff('user-commands');
    if (events.length === 0) return;
    const said = cutShort ? this.#brokenOffRecords() : [];
    if (cutShort) this.#brokenOff = undefined;
    await this.#context.commit([...records, ...said], events);
  }

  /** Messages that were accepted meanwhile become part of the turn. */
  async #commitQueue(): Promise<void> {
    const { records, events, putBack } = this.#takeQueue();
    try {
      await this.#host.commit(records, events);
    } catch (e) {
      putBack();
      throw e;
    }
  }

  #takeQueue(): TakenMessages {
    // Messages that hooks have not seen stay queued for the next turn.
    const taken = this.#prompts.inForce ? [] : this.#host.queue.splice(0);
    return takenMessages(taken, this.#host.queue, (message) => this.#shown(message));
  }

  /** False when it had ended already. */
  async #end(ended: TurnEnded, before: readonly EventBody[] = []): Promise<boolean> {
    if (this.#over) return false;
    this.#over = true;
    const open = this.#cutOff('user-commands');
    const goal = this.#host.goal.ended(ended.status, ended.error?.cause);
    await this.#host.conclude({
      records: [...open.records, ...this.#brokenOffRecords(), ...goal.records, eventRecord(ended)],
      events: goal.events,
      ended: [...open.events, ...before, ended],
      lost: () => {},
    });
    return true;
  }

  async #fail(error: unknown): Promise<void> {
    if (this.#over) return;
    if (!(error instanceof ModelError || AppError.is(error))) {
      this.#host.log.error({ err: error, conversation: this.#host.conversationId }, 'a turn failed unexpectedly');
    }
    const { message, cause } = errorEvent(error);
    await this.#end(this.#ended('failed', null, { message, cause }), [{ ...errorEvent(error), endsTurn: true }]);
  }
}

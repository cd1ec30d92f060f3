import type { EventBody, TurnStarted } from '../../domain/events.js';
import { userText } from '../../domain/history-item.js';
import { isInForce } from '../../domain/hook.js';
import type { ReasoningEffort } from '../../domain/policies.js';
import { type ConversationRecord, eventRecord, historyRecord, type QueuedInput } from '../../domain/record.js';
import { contextText, environmentText, lastEnvironment } from '../history/context-messages.js';
import { unansweredCalls } from '../history/replay.js';
import { messageRecords, type ReadInput } from '../history/user-input.js';
import type { ConversationSettings } from '../ports/index.js';
import type { Review, TurnTask, WantedCommand } from '../turn/host.js';
import { errorEvent } from '../turn/model-failure.js';
import { type Sampled, sampleOnce } from '../turn/sample.js';
import { Turn } from '../turn/turn.js';
import { TurnHooks } from '../turn/turn-hooks.js';
import type { MessageOptions } from './message-options.js';
import { holdsMessages, readHooks, type TurnParts, turnHost } from './turn-host.js';

/** A message that is stored. */
export interface Accepted {
  /** The turn that answers it. */
  readonly turnId: string;
  /** Starts the turn, or sends the message to the model of the running one. Call it after the client has the reply. */
  begin(): void;
}

export interface TurnRunnerOptions {
  readonly parts: Omit<TurnParts, 'queue' | 'nextCompaction' | 'interrupt'>;
  readonly settings: () => ConversationSettings;
  /** Whether the conversation accepts no more messages. */
  readonly closed: () => boolean;
  readonly nextOperation: () => string;
  /** Emits an event outside of turns. */
  readonly emit: (body: EventBody) => void;
  /** Called when a turn has ended: begins a turn for a message of the queue of the conversation. False when none waits. */
  readonly startsWaiting: () => boolean;
  /** Called when there is no turn and no message that waits for one. */
  readonly idle: () => void;
}

/** `goal`: the text for the model in a turn that no user has asked for. */
type AnswerOptions = Pick<MessageOptions, 'outputSchema' | 'serviceTier' | 'context'> & {
  readonly goal?: string | undefined;
};

/** Runs the turns of a conversation, one at a time. Messages that are accepted while a turn runs wait in a queue. */
export class TurnRunner {
  readonly #options: TurnRunnerOptions;
  readonly #parts: TurnParts;
  /** Accepted messages that are not part of the history yet. */
  readonly #queue: QueuedInput[] = [];
  /** The last environment that was sent to the model. */
  #environment: string | undefined;
  /** The last additional texts that were sent to the model, by name. */
  readonly #context = new Map<string, string>();
  #turn: Turn | undefined;
  /** An interrupted turn that is restoring files. No other turn starts meanwhile. */
  #ending: Turn | undefined;
  #compactions = 0;
  #lastTurnId: string | undefined;

  constructor(options: TurnRunnerOptions) {
    this.#options = options;
    this.#parts = {
      ...options.parts,
      queue: this.#queue,
      nextCompaction: () => `auto-compact-${this.#compactions++}`,
      interrupt: () => void this.abort(),
    };
    this.historyReplaced();
  }

  /** The running turn, or the accepted turn that starts next. */
  get running(): Turn | undefined {
    return this.#turn?.running ? this.#turn : undefined;
  }

  /** Whether there is a turn that is not interrupted. It may have ended a moment ago. */
  get hasTurn(): boolean {
    return this.#turn !== undefined;
  }

  /** Whether there is no turn, not even an interrupted one that is restoring files. */
  get idle(): boolean {
    return !this.#turn && !this.#ending;
  }

  /** The history was replaced by the records that another program has stored. */
  historyReplaced(): void {
    this.#environment = lastEnvironment(this.#parts.history.items);
    this.#context.clear();
  }

  /** Resolves when an interrupted turn has restored its files. */
  async interrupted(): Promise<void> {
    while (this.#ending) await this.#ending.abort();
  }

  /** The message joins the running turn. It is stored when this resolves. `cutsShort`: as in `MessageOptions`. */
  async enqueue(turn: Turn, read: ReadInput, operation: string, cutsShort = false): Promise<Accepted> {
    const { message, notes } = read;
    if (message.content.length > 0) {
      const input = queuedInput(read, turn.id);
      const events = notes.map((text): EventBody => ({ type: 'note', message: text }));
      const stored = this.#parts.journal.commit([input], events, { turnId: turn.id, operation });
      if (stored !== undefined) await stored;
      this.#queue.push(input);
      // An asynchronous store may have taken longer than the turn.
      if (!this.#turn) void this.interrupted().then(() => this.#turn ?? this.#answerQueue());
    }
    return { turnId: turn.id, begin: () => (cutsShort ? turn.steer() : undefined) };
  }

  /** Stores a turn that answers the messages. Messages in the queue come first: they were accepted earlier. */
  async answer(
    operation: string,
    inputs: readonly ReadInput[],
    { outputSchema, serviceTier, context = {}, goal }: AnswerOptions = {},
  ): Promise<Accepted> {
    const settings = this.#options.settings();
    const environment = environmentText(settings);
    readHooks(this.#parts, settings);
    if (holdsMessages(this.#parts)) return this.#hold(operation, inputs, { outputSchema, serviceTier, goal });
    const waiting = this.#queue.splice(0);
    const task: TurnTask = {
      kind: 'answer',
      started: this.#started(),
      messages: [...waiting, ...inputs].map(({ message }) => message),
      notes: inputs.flatMap(({ notes }) => notes),
      outputSchema,
      serviceTier,
      isAutomatic: goal !== undefined,
    };
    const further = Object.entries(context).filter(([name, text]) => this.#context.get(name) !== text);
    const records: ConversationRecord[] = [
      ...unansweredCalls(this.#parts.history.items).map(historyRecord),
      ...(environment === this.#environment ? [] : [historyRecord(userText(environment))]),
      ...further.map(([name, text]) => historyRecord(userText(contextText(name, text)))),
      ...waiting.flatMap((input) => messageRecords(input, input.id)),
      ...inputs.flatMap((input) => messageRecords(input)),
      ...(goal === undefined ? [] : [historyRecord(userText(goal))]),
    ];
    try {
      const accepted = await this.#begin(operation, task, records);
      this.#environment = environment;
      for (const [name, text] of further) this.#context.set(name, text);
      return accepted;
    } catch (e) {
      this.#queue.unshift(...waiting);
      throw e;
    }
  }

  /** The same when hooks must see the messages first. The messages are stored now, and join the history after the hooks. */
  async #hold(operation: string, inputs: readonly ReadInput[], { goal, ...options }: AnswerOptions): Promise<Accepted> {
    const environment = environmentText(this.#options.settings());
    const held = inputs.length + this.#queue.length > 0;
    const notes = inputs.flatMap((input) => input.notes);
    const begun = { kind: 'answer', started: this.#started(), messages: [], notes, held, ...options } as const;
    const task: TurnTask = { ...begun, isAutomatic: goal !== undefined };
    const queued = inputs.map((input) => queuedInput(input, null));
    const records: ConversationRecord[] = [
      ...unansweredCalls(this.#parts.history.items).map(historyRecord),
      ...(environment === this.#environment ? [] : [historyRecord(userText(environment))]),
      ...queued,
      ...(goal === undefined ? [] : [historyRecord(userText(goal))]),
    ];
    const accepted = await this.#begin(operation, task, records);
    this.#environment = environment;
    this.#queue.push(...queued);
    return accepted;
  }

  /** Stores a turn that only replaces the history by a summary. */
  compact(operation: string): Promise<Accepted> {
    readHooks(this.#parts, this.#options.settings());
    return this.#begin(operation, { kind: 'compact', started: this.#started() }, []);
  }

  /** Stores a turn that runs a command of the user. */
  shell(operation: string, command: WantedCommand): Promise<Accepted> {
    readHooks(this.#parts, this.#options.settings());
    return this.#begin(operation, { kind: 'shell', started: this.#started(), command }, []);
  }

  /** Stores a turn that reviews code. */
  review(operation: string, review: Review): Promise<Accepted> {
    readHooks(this.#parts, this.#options.settings());
    return this.#begin(operation, { kind: 'review', started: this.#started(), review }, []);
  }

  /** Asks the model once, outside of the turns; see `sampleOnce`. */
  sample(prompt: string, effort: ReasoningEffort | undefined, signal: AbortSignal): Promise<Sampled> {
    const settings = { ...this.#options.settings(), ...(effort === undefined ? {} : { effort }) };
    const origin = { turnId: this.#parts.ports.ids.turn(), operation: this.#options.nextOperation() };
    return sampleOnce(turnHost(this.#parts, settings, origin, false), prompt, signal);
  }

  /** The turn that began last in this process. */
  get lastTurnId(): string | undefined {
    return this.#lastTurnId;
  }

  /** Ends the turn. Resolves once its end is stored and emitted. `undoWithinMs`: the most milliseconds for the restore of files before that. */
  async abort(undoWithinMs?: number, byUser = false): Promise<void> {
    const turn = this.#turn ?? this.#ending;
    if (!turn) return;
    const { approvals, requests, journal } = this.#parts;
    this.#turn = undefined;
    this.#ending = turn;
    approvals.endTurn(turn.id);
    requests.endTurn(turn.id);
    await turn.abort(undoWithinMs, byUser);
    if (this.#ending !== turn) return;
    this.#ending = undefined;
    journal.rollout.sync();
    if (!this.#options.closed()) this.#options.idle();
  }

  /** Tells hooks that the conversation is closed. They end at their time limit, or with the server. */
  async sessionEnds(): Promise<void> {
    const settings = this.#options.settings();
    readHooks(this.#parts, settings);
    const { id, ports, hooks, late } = this.#parts;
    if (!hooks.known.some((hook) => hook.event === 'SessionEnd' && isInForce(hook))) return;
    const origin = { turnId: null, operation: this.#options.nextOperation() };
    const { signal } = new AbortController();
    await new TurnHooks(
      {
        hooks: { runner: ports.hooks, session: hooks, known: hooks.known },
        emitLate: (event) => late.emit(origin, event),
      },
      { conversationId: id, turnId: null, settings, clock: ports.clock, commit: () => {}, signal },
    ).runAfterEnd({ event: 'SessionEnd', names: ['other'], input: { reason: 'other' } }, signal);
  }

  async #begin(operation: string, task: TurnTask, records: readonly ConversationRecord[]): Promise<Accepted> {
    const { ports, journal } = this.#parts;
    const origin = { turnId: ports.ids.turn(), operation };
    const isAutomatic = task.kind === 'answer' && task.isAutomatic === true;
    const turn = new Turn(origin.turnId, turnHost(this.#parts, this.#options.settings(), origin, isAutomatic), task);
    this.#turn = turn;
    this.#lastTurnId = turn.id;
    try {
      const settings = task.kind === 'answer' ? [turn.firstSettings()] : [];
      const { turnId } = origin;
      const own = records.map((record) => (record.type === 'queued-input' ? { ...record, turnId } : record));
      await journal.commit([eventRecord(task.started), ...own, ...settings], [], origin);
    } catch (e) {
      if (this.#turn === turn) this.#turn = undefined;
      this.#options.idle();
      throw e;
    }
    return { turnId: turn.id, begin: () => void turn.run().then(() => this.#ended(turn)) };
  }

  #started(): TurnStarted {
    const { usage, ports } = this.#parts;
    return { type: 'turn-started', contextWindow: usage.contextWindow, startedAt: ports.clock.now() };
  }

  /** Messages that came too late for the last request of a turn start the next turn (C36). */
  #ended(turn: Turn): void {
    this.#parts.journal.rollout.sync();
    if (this.#turn !== turn) return;
    this.#turn = undefined;
    this.#answerQueue();
  }

  #answerQueue(): void {
    const { nextOperation, closed, startsWaiting, idle } = this.#options;
    if (!closed() && this.#queue.length === 0 && startsWaiting()) return;
    const goal = this.#queue.length === 0 ? this.#parts.goals.next() : undefined;
    if (closed() || (this.#queue.length === 0 && goal === undefined)) return idle();
    this.answer(nextOperation(), [], { goal }).then(
      ({ begin }) => begin(),
      (e) => this.#options.emit(errorEvent(e)),
    );
  }
}

function queuedInput({ item, message, skills }: ReadInput, turnId: string | null): QueuedInput {
  return { type: 'queued-input', id: message.id, item, message, ...(skills.length === 0 ? {} : { skills }), turnId };
}

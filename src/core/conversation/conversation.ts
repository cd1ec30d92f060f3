import { AppError } from '../../../protocol/errors.js';
import type { EventBody, Origin, TurnStarted } from '../../domain/events.js';
import { userText } from '../../domain/history-item.js';
import type { UserContent } from '../../domain/item.js';
import {
  type ConversationMeta,
  type ConversationRecord,
  eventRecord,
  historyRecord,
  type QueuedInput,
} from '../../domain/record.js';
import { environmentText, lastEnvironment } from '../history/context-messages.js';
import { handedRecords } from '../history/handed-records.js';
import type { History } from '../history/history.js';
import { replay, unansweredCalls } from '../history/replay.js';
import type { Usage } from '../history/token-usage.js';
import type { RunningTurn } from '../history/turns.js';
import { messageRecords, type ReadInput, readInput } from '../history/user-input.js';
import type {
  ConversationSettings,
  Lease,
  ModelSource,
  Ports,
  Rollout,
  Terminals,
  ToolSet,
  TurnSettings,
} from '../ports/index.js';
import { AccountGuard } from '../turn/account-guard.js';
import { errorEvent, Turn, type TurnTask } from '../turn/turn.js';
import { Approvals } from './approvals.js';
import { ClientRequests } from './client-requests.js';
import { type Deliver, EventFeed, requestId } from './event-feed.js';
import { SessionGrants } from './grants.js';
import { Journal } from './journal.js';
import { LateEvents } from './late-events.js';
import { type TurnParts, turnHost } from './turn-host.js';
import { TurnNotifier } from './turn-notifier.js';

export interface ConversationInit {
  readonly meta: ConversationMeta;
  readonly rollout: Rollout;
  /** Nothing of it is stored. */
  readonly ephemeral?: boolean | undefined;
  readonly lease: Lease;
  readonly settings: ConversationSettings;
  readonly source: ModelSource;
  readonly history: History;
  readonly usage: Usage;
  readonly ports: Ports;
}

/** A message that is stored. */
export interface Accepted {
  /** The turn that answers it. */
  readonly turnId: string;
  /** Begins the turn; called once the client knows that the message is accepted. Does nothing for a message that joins a running turn. */
  begin(): void;
}

/** What a message is, beside its text. */
export interface MessageOptions {
  /** The client's own id of the message. */
  readonly clientId?: string | undefined;
  /** The turn that the message must join; it is refused when that turn has ended. */
  readonly intoTurn?: string | undefined;
  /** A message without content begins a turn all the same. */
  readonly answerEmpty?: boolean | undefined;
  /** JSON Schema of the answer. Left aside when the message joins a running turn. */
  readonly outputSchema?: unknown;
}

/** What happens outside of every operation. */
const ITSELF: Origin = { turnId: null, operation: '' };

/** One conversation: takes operations in order, runs at most one turn at a time, and emits what happens to its subscribers. */
export class Conversation {
  readonly meta: ConversationMeta;
  readonly ephemeral: boolean;
  readonly history: History;
  readonly usage: Usage;
  readonly approvals: Approvals;
  readonly requests: ClientRequests;
  readonly #ports: Ports;
  readonly #lease: Lease;
  readonly #accountGuard: AccountGuard;
  readonly #feed: EventFeed;
  readonly #journal: Journal;
  readonly #tools: ToolSet;
  readonly #parts: TurnParts;
  /** Messages that were accepted while a turn was running, and are not part of the history yet. */
  readonly #queue: QueuedInput[] = [];
  #settings: ConversationSettings;
  /** What the model was last told of its environment. */
  #environment: string | undefined;
  #turn: Turn | undefined;
  /** One that was interrupted and whose files are being put back; nothing else begins meanwhile. */
  #ending: Turn | undefined;
  #operations = 0;
  #compactions = 0;
  #closed = false;

  constructor(init: ConversationInit) {
    const { ports, history, lease } = init;
    this.meta = init.meta;
    this.ephemeral = init.ephemeral ?? false;
    this.history = history;
    this.usage = init.usage;
    this.#lease = lease;
    this.#settings = init.settings;
    this.#environment = lastEnvironment(history.items);
    this.#ports = ports;
    this.#accountGuard = new AccountGuard(ports.accounts);
    this.#feed = new EventFeed(() => ports.clock.now());
    this.#journal = new Journal(init.rollout, {
      history,
      feed: this.#feed,
      token: () => lease.token ?? lease.take(),
      settled: () => this.#releaseIfIdle(),
    });
    this.approvals = new Approvals({
      emit: (origin, body) => this.#feed.emit(origin, body),
      answered: () => void this.#nextOperation(), // an answer is an operation of its own (C57)
      newId: () => ports.ids.item(),
      now: () => ports.clock.now(),
    });
    this.requests = new ClientRequests({
      emit: (origin, body) => this.#feed.emit(origin, body),
      newId: () => ports.ids.item(),
      now: () => ports.clock.now(),
    });
    this.usage.contextWindow = this.#contextWindow();
    this.#watchRepairs();
    this.#tools = ports.tools.open(init.settings, (event) => this.#emit(event));
    this.#parts = this.#turnParts(init.source);
  }

  get id(): string {
    return this.meta.id;
  }

  /** Where clients find its rollout. */
  get location(): string {
    return this.#journal.rollout.location;
  }

  get revision(): number {
    return this.#journal.revision;
  }

  get settings(): ConversationSettings {
    return this.#settings;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get busy(): boolean {
    return this.#turn?.running ?? false;
  }

  /** The turn that runs, as far as the rollout does not tell of it. */
  get running(): RunningTurn | undefined {
    return this.#turn?.running ? { id: this.#turn.id, open: this.#turn.openItems } : undefined;
  }

  /** The turn that runs, or that was accepted and begins next. */
  get runningTurn(): { readonly id: string; readonly kind: TurnTask['kind'] } | undefined {
    return this.#turn?.running ? this.#turn : undefined;
  }

  /** Commands that have outlived their calls. */
  get terminals(): Terminals {
    return this.#tools.terminals;
  }

  /**
   * Delivers what waits for the subscriber, at once, and then everything that happens. A subscriber that has reserved its place gets every event after that;
   * any other gets what was emitted while there was no subscriber at all. With `answers` it is one that `requests` can be put to.
   */
  subscribe(subscriber: object, deliver: Deliver, { answers = false } = {}): void {
    if (answers) this.requests.join(subscriber);
    this.#deliverOpen(deliver, (watched) => this.#feed.subscribe(subscriber, watched));
  }

  /** Delivers everything that happens from now on, and what is open for an answer. The subscriber is one that `requests` can be put to. */
  follow(subscriber: object, deliver: Deliver): void {
    this.requests.join(subscriber);
    this.#deliverOpen(deliver, (watched) => this.#feed.follow(subscriber, watched));
  }

  /** Subscribes, and then delivers what is open for an answer: it concerns whoever joins, also without what came before it. */
  #deliverOpen(deliver: Deliver, subscribe: (watched: Deliver) => boolean): void {
    const open = [...this.approvals.events(), ...this.requests.events()];
    const delivered = new Set<string>();
    const added = subscribe((event) => {
      const id = requestId(event.body);
      if (id !== undefined) delivered.add(id);
      deliver(event);
    });
    if (!added) return;
    for (const event of open) {
      const id = requestId(event.body) ?? '';
      const isOpen = this.approvals.isOpen(id) || this.requests.isOpen(id);
      if (isOpen && !delivered.has(id)) deliver(event);
    }
  }

  /** Gives every event from now on to a part of this server, before the subscribers get it. */
  watch(deliver: Deliver): void {
    this.#feed.watch(deliver);
  }

  unsubscribe(subscriber: object): void {
    this.requests.leave(subscriber);
    this.#feed.unsubscribe(subscriber);
    this.#releaseIfIdle();
  }

  /** Called in the same step in which the subscriber takes a snapshot of the rollout: it will get every event from now on. */
  reserve(subscriber: object, knowsTurn: boolean): void {
    this.#feed.reserve(subscriber, knowsTurn);
  }

  /** The same for the client that has begun the conversation. */
  reserveFromStart(subscriber: object): void {
    this.#feed.reserveFromStart(subscriber);
  }

  /** The subscriber is gone for good. */
  forget(subscriber: object): void {
    this.requests.leave(subscriber);
    this.#feed.forget(subscriber);
    this.#releaseIfIdle();
  }

  /**
   * Makes sure that this process may write. Throws `conversation_busy` while another one may. What another program has written to the rollout, in a time
   * in which it had the conversation or without asking, is read first.
   */
  async claim(): Promise<void> {
    if (this.#ending) await this.#afterEnding();
    if (this.#closed) throw notLoaded(this.id);
    this.#lease.take();
    const { rollout } = this.#journal;
    await rollout.ensure();
    if (!this.#turn && (await rollout.changedElsewhere())) await this.#catchUp();
  }

  /**
   * A message of the user, on disk when this resolves. It starts a turn, or joins the running one; then its settings are left aside (C60). Without a
   * running turn the settings stay in force for later messages.
   */
  async submit(
    input: readonly UserContent[],
    settings?: Partial<TurnSettings>,
    options: MessageOptions = {},
  ): Promise<Accepted> {
    await this.claim();
    const { ids, clock, workspace } = this.#ports;
    const cwd = (this.busy ? undefined : settings?.cwd) ?? this.#settings.cwd;
    const identity = { id: ids.item(), at: clock.now(), clientId: options.clientId };
    const read = await readInput(input, cwd, workspace.image, identity);
    if (this.#ending) await this.#afterEnding();
    if (this.#closed) throw notLoaded(this.id);
    if (options.intoTurn !== undefined && this.runningTurn?.id !== options.intoTurn)
      throw new AppError('turn_not_active', 'no active turn to steer', {});
    const operation = this.#nextOperation();
    if (this.#turn?.running) return this.#enqueue(this.#turn, read, operation);
    if (settings) this.change(settings);
    if (input.length > 0) return this.#startTurn(operation, [read], options);
    if (options.answerEmpty) return this.#startTurn(operation, [], options);
    const turnId = ids.turn();
    const at = { startedAt: clock.now(), completedAt: clock.now() };
    const ended = { type: 'turn-ended', status: 'completed', ...at, lastMessage: null, error: null } as const;
    return { turnId, begin: () => this.#feed.emit({ turnId, operation }, ended) };
  }

  /** Sums the history up, in a turn of its own or after the response that is being made. */
  async compact(): Promise<Accepted> {
    await this.claim();
    const operation = this.#nextOperation();
    if (this.#turn?.running) {
      this.#turn.compactNext();
      return { turnId: this.#turn.id, begin: () => {} };
    }
    return this.#begin(this.#ports.ids.turn(), operation, { kind: 'compact', started: this.#started() }, []);
  }

  /** Takes the last turns out of the history; a running one is ended first. What they did to files stays. */
  async rollBack(turns: number): Promise<void> {
    await this.#abortTurn();
    await this.claim();
    await this.#journal.commit([{ type: 'rolled-back', turns }], [], ITSELF);
    await this.#catchUp();
  }

  /** Puts other settings in force for the turns to come. */
  change(settings: Partial<ConversationSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    this.usage.contextWindow = this.#contextWindow();
  }

  /** Ends the running turn; resolves once that is stored and emitted, at once when none runs. */
  async interrupt(): Promise<void> {
    this.#nextOperation();
    await this.#abortTurn();
  }

  /** Ends the running turn, takes nothing more, and tells the subscribers so. */
  async shutDown(): Promise<void> {
    if (this.#closed) return;
    await this.close();
    this.#feed.emit({ turnId: null, operation: this.#nextOperation() }, { type: 'closed' });
  }

  /** Ends the running turn and takes nothing more. `undoWithinMs`: how long files may be put back before that. */
  async close(undoWithinMs?: number): Promise<void> {
    if (this.#closed) return this.#abortTurn(undoWithinMs);
    this.#closed = true;
    try {
      await this.#abortTurn(undoWithinMs);
      this.#tools.close();
      await this.#journal.settled();
      await this.#journal.rollout.close();
    } finally {
      this.#lease.release();
    }
  }

  /** Messages that a server before this one has accepted and not answered. They are part of the history from now on. */
  async takeUp(queued: readonly QueuedInput[]): Promise<void> {
    const records = queued.flatMap((input) => messageRecords(input, input.id, input.turnId));
    if (records.length > 0) await this.#journal.commit(records, [], ITSELF);
  }

  async #enqueue(turn: Turn, read: ReadInput, operation: string): Promise<Accepted> {
    const { item, message, notes } = read;
    if (message.content.length > 0) {
      const input: QueuedInput = { type: 'queued-input', id: message.id, item, message, turnId: turn.id };
      const events = notes.map((text): EventBody => ({ type: 'note', message: text }));
      const stored = this.#journal.commit([input], events, { turnId: turn.id, operation });
      if (stored !== undefined) await stored;
      this.#queue.push(input);
      // An asynchronous store may have taken longer than the turn.
      if (!this.#turn) void this.#afterEnding().then(() => this.#turn ?? this.#answerQueue());
    }
    return { turnId: turn.id, begin: () => {} };
  }

  /** Messages that wait go before the new ones: they were accepted earlier. */
  async #startTurn(operation: string, inputs: readonly ReadInput[], options: MessageOptions = {}): Promise<Accepted> {
    const turnId = this.#ports.ids.turn();
    const waiting = this.#queue.splice(0);
    const environment = environmentText(this.#settings);
    const task: TurnTask = {
      kind: 'answer',
      started: this.#started(),
      messages: [...waiting, ...inputs].map(({ message }) => message),
      notes: inputs.flatMap(({ notes }) => notes),
      outputSchema: options.outputSchema,
    };
    const records: ConversationRecord[] = [
      ...unansweredCalls(this.history.items).map(historyRecord),
      ...(environment === this.#environment ? [] : [historyRecord(userText(environment))]),
      ...waiting.flatMap((input) => messageRecords(input, input.id)),
      ...inputs.flatMap((input) => messageRecords(input)),
    ];
    try {
      const accepted = await this.#begin(turnId, operation, task, records);
      this.#environment = environment;
      return accepted;
    } catch (e) {
      this.#queue.unshift(...waiting);
      throw e;
    }
  }

  /** Stores that the turn has begun, and with what. */
  async #begin(
    turnId: string,
    operation: string,
    task: TurnTask,
    records: readonly ConversationRecord[],
  ): Promise<Accepted> {
    const turn = new Turn(turnId, turnHost(this.#parts, this.#settings, { turnId, operation }), task);
    this.#turn = turn;
    try {
      const settings = task.kind === 'answer' ? [turn.firstSettings()] : [];
      await this.#journal.commit([eventRecord(task.started), ...records, ...settings], [], { turnId, operation });
    } catch (e) {
      if (this.#turn === turn) this.#turn = undefined;
      this.#releaseIfIdle();
      throw e;
    }
    return { turnId, begin: () => void turn.run().then(() => this.#ended(turn)) };
  }

  #started(): TurnStarted {
    return { type: 'turn-started', contextWindow: this.usage.contextWindow, startedAt: this.#ports.clock.now() };
  }

  /** Messages that came too late for the last request of a turn begin the next one (C36). */
  #ended(turn: Turn): void {
    this.#journal.rollout.sync();
    if (this.#turn !== turn) return;
    this.#turn = undefined;
    this.#answerQueue();
  }

  #answerQueue(): void {
    if (this.#queue.length === 0 || this.#closed) return this.#releaseIfIdle();
    this.#startTurn(this.#nextOperation(), []).then(
      ({ begin }) => begin(),
      (e) => this.#emit(errorEvent(e)),
    );
  }

  async #abortTurn(undoWithinMs?: number): Promise<void> {
    const turn = this.#turn ?? this.#ending;
    if (!turn) return;
    this.#turn = undefined;
    this.#ending = turn;
    this.approvals.endTurn(turn.id);
    this.requests.endTurn(turn.id);
    await turn.abort(undoWithinMs);
    if (this.#ending !== turn) return;
    this.#ending = undefined;
    this.#journal.rollout.sync();
    if (!this.#closed) this.#releaseIfIdle();
  }

  async #afterEnding(): Promise<void> {
    while (this.#ending) await this.#ending.abort();
  }

  /** With nothing to do and no subscriber, another process may have the conversation. */
  #releaseIfIdle(): void {
    if (!this.#turn && !this.#ending && !this.#feed.attended && this.#journal.idle) this.#lease.release();
  }

  async #catchUp(): Promise<void> {
    const { store } = this.#ports;
    const stored = await store.load(this.location);
    const { items, usage, usageIsCurrent } = replay(stored.records);
    await this.#journal.replace(await store.reopen(stored));
    this.history.replace(this.#accountGuard.readable(items));
    this.#environment = lastEnvironment(items);
    this.usage.restore(usage, usageIsCurrent);
    this.#watchRepairs();
  }

  #watchRepairs(): void {
    this.#journal.rollout.rebuildFrom(() => this.history.items.flatMap((item) => handedRecords(this.#ports, item)));
    this.#journal.rollout.onRepaired((repair) => {
      const { id: conversation, location } = this;
      this.#ports.log.warn({ conversation, location }, repair.message);
      this.#emit({ type: 'warning', ...repair });
    });
  }

  #turnParts(source: ModelSource): TurnParts {
    return {
      id: this.id,
      ports: this.#ports,
      history: this.history,
      usage: this.usage,
      source,
      accountGuard: this.#accountGuard,
      feed: this.#feed,
      journal: this.#journal,
      late: this.#lateEvents(),
      approvals: this.approvals,
      requests: this.requests,
      grants: new SessionGrants(),
      tools: this.#tools,
      notifier: this.#notifier(),
      queue: this.#queue,
      nextCompaction: () => `auto-compact-${this.#compactions++}`,
      interrupt: () => void this.#abortTurn(),
    };
  }

  #notifier(): TurnNotifier {
    const { notifier, log } = this.#ports;
    const warn = (message: string): void => this.#emit({ type: 'warning', message });
    return new TurnNotifier({ conversationId: this.id, notifier, log, warn });
  }

  #lateEvents(): LateEvents {
    return new LateEvents({
      conversationId: this.id,
      journal: this.#journal,
      feed: this.#feed,
      log: this.#ports.log,
      mayWrite: () => this.#closed || this.#lease.token !== undefined,
      claim: () => this.claim(),
      done: () => this.#releaseIfIdle(),
    });
  }

  #contextWindow(): number | null {
    return this.#settings.contextWindow ?? this.#ports.models.traits(this.#settings.model).contextWindow;
  }

  #emit(body: EventBody): void {
    this.#feed.emit(ITSELF, body);
  }

  #nextOperation(): string {
    return String(this.#operations++);
  }
}

function notLoaded(id: string): AppError {
  return new AppError('conversation_not_found', `conversation not found: ${id}`, { id });
}

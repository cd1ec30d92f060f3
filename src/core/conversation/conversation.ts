import { AppError } from '../../../protocol/errors.js';
import type { EventBody, Origin } from '../../domain/events.js';
import type { HistoryItem } from '../../domain/history-item.js';
import type { UserContent } from '../../domain/item.js';
import type { ReasoningEffort } from '../../domain/policies.js';
import { type ConversationMeta, historyRecord, type QueuedInput, type SamplingSettings } from '../../domain/record.js';
import { Goals } from '../goal/goals.js';
import type { History } from '../history/history.js';
import { injectedRecords } from '../history/injected-records.js';
import { goalIn, replay } from '../history/replay.js';
import type { Usage } from '../history/token-usage.js';
import type { RunningTurn } from '../history/turns.js';
import { messageRecords, type ReadInput, readInput } from '../history/user-input.js';
import type {
  ConversationSettings,
  Lease,
  ModelSource,
  Ports,
  SubmissionStore,
  Terminals,
  ToolSet,
  TurnSettings,
  WhenNobodyIsThere,
} from '../ports/index.js';
import { AccountGuard } from '../turn/account-guard.js';
import type { Review, TurnTask, WantedCommand } from '../turn/host.js';
import { errorEvent } from '../turn/model-failure.js';
import type { Sampled } from '../turn/sample.js';
import type { HookSession } from '../turn/turn-hooks.js';
import { Approvals } from './approvals.js';
import { ClientRequests } from './client-requests.js';
import type { ConversationInit } from './conversation-init.js';
import { createTurnRunner } from './create-turn-runner.js';
import { EventFeed } from './event-feed.js';
import { Journal } from './journal.js';
import type { MessageOptions } from './message-options.js';
import { NextTurns, notLoaded } from './next-turns.js';
import { NobodyThere } from './nobody-there.js';
import type { OpenRequestOptions } from './open-requests.js';
import { settingsInForce } from './settings-in-force.js';
import { Submissions } from './submissions.js';
import { Subscribers } from './subscribers.js';
import type { Accepted, TurnRunner } from './turn-runner.js';

/** The origin of events outside of turns. */
const OUTSIDE_OF_TURNS: Origin = { turnId: null, operation: '' };

/** One conversation: accepts operations in order, runs at most one turn at a time, and emits events to its subscribers. */
export class Conversation {
  readonly meta: ConversationMeta;
  readonly ephemeral: boolean;
  readonly history: History;
  readonly usage: Usage;
  readonly approvals: Approvals;
  readonly requests: ClientRequests;
  readonly goals: Goals;
  readonly submissions: Submissions;
  readonly subscribers: Subscribers;
  readonly #ports: Ports;
  readonly #lease: Lease;
  readonly #turnOfMessage: ConversationInit['turnOfMessage'];
  readonly #accountGuard: AccountGuard;
  readonly #feed: EventFeed;
  readonly #journal: Journal;
  readonly #tools: ToolSet;
  readonly #hooks: HookSession;
  readonly #turns: TurnRunner;
  readonly #next: NextTurns;
  #settings: ConversationSettings;
  #operations = 0;
  #closed = false;
  #epoch: string | undefined;
  readonly #nobody: NobodyThere;
  #idleSince: number | undefined;
  #whenIdle: (() => void) | undefined;

  constructor(init: ConversationInit) {
    const { ports, history, lease } = init;
    this.meta = init.meta;
    this.ephemeral = init.ephemeral ?? false;
    this.history = history;
    this.usage = init.usage;
    this.#lease = lease;
    this.#turnOfMessage = init.turnOfMessage;
    this.#settings = init.settings;
    this.#ports = ports;
    this.#accountGuard = new AccountGuard(ports.accounts);
    this.#feed = new EventFeed(() => ports.clock.now());
    this.#journal = new Journal(init.rollout, {
      history,
      feed: this.#feed,
      token: () => lease.token ?? lease.take(),
      settled: () => this.#releaseIfIdle(),
    });
    const requestOptions: OpenRequestOptions = {
      emit: (origin, body) => this.#feed.emit(origin, body),
      newId: () => ports.ids.item(),
      now: () => ports.clock.now(),
    };
    this.#nobody = new NobodyThere({
      policy: () => this.whenNobodyIsThere,
      anyone: () => this.#feed.places > 0,
      decline: () => {
        for (const { id } of this.approvals.list()) this.approvals.answer(id, 'decline');
        this.requests.endAll();
      },
    });
    const nobody = this.#nobody;
    // An answer counts as a separate operation (C57).
    this.approvals = new Approvals({ ...requestOptions, answered: () => void this.#nextOperation(), nobody });
    this.requests = new ClientRequests({ ...requestOptions, nobody });
    this.subscribers = new Subscribers({
      feed: this.#feed,
      approvals: this.approvals,
      requests: this.requests,
      came: () => nobody.stop(),
      left: () => {
        nobody.check();
        this.#releaseIfIdle();
      },
    });
    this.usage.contextWindow = this.#contextWindow();
    this.goals = new Goals({
      conversationId: this.id,
      goal: init.goal,
      usage: this.usage,
      settings: () => (this.ephemeral ? { ...this.#settings, goals: false } : this.#settings),
      now: () => ports.clock.now(),
      commit: ({ records, events }, turnId) => this.#journal.commit(records, events, { turnId, operation: '' }),
    });
    this.submissions = new Submissions({
      conversationId: this.id,
      store: this.ephemeral ? NO_SUBMISSIONS : ports.submissions,
      wasStarted: (id) => init.turnOfMessage?.(id) !== undefined,
      changed: () => this.#emit({ type: 'queue-changed' }),
    });
    this.#watchRepairs();
    this.#tools = ports.tools.open(init.settings, (event) => this.#emit(event));
    const transcript = this.ephemeral ? null : this.location;
    this.#hooks = { begun: init.begun, warned: false, known: [], transcript };
    this.#turns = this.#turnRunner(init.source);
    this.#next = new NextTurns({
      conversationId: this.id,
      turns: this.#turns,
      submissions: this.submissions,
      goals: this.goals,
      claim: () => this.claim(),
      closed: () => this.#closed,
      read: ({ content, clientId, id }) =>
        this.#read(content, id, { clientId, takesSkills: true, cwd: this.#settings.cwd }),
      nextOperation: () => this.#nextOperation(),
      failed: (e) => this.#emit(errorEvent(e)),
      idle: () => this.#releaseIfIdle(),
    });
  }

  get id(): string {
    return this.meta.id;
  }

  /** The location of its rollout, for clients. */
  get location(): string {
    return this.#journal.rollout.location;
  }

  /** The id of this life: loaded again, it has another one, and its events are counted from the beginning. */
  get epoch(): string {
    this.#epoch ??= this.#ports.ids.subscription();
    return this.#epoch;
  }

  /** What becomes of approvals while no client has the conversation. */
  get whenNobodyIsThere(): WhenNobodyIsThere {
    return this.#settings.whenNobodyIsThere ?? this.#ports.whenNobodyIsThere ?? 'deny';
  }

  /** When it began that no client has it and no turn runs, in milliseconds since the epoch. */
  get idleSince(): number | undefined {
    return this.#turns.idle && !this.subscribers.anyone ? this.#idleSince : undefined;
  }

  get holdsLease(): boolean {
    return this.#lease.token !== undefined;
  }

  /** Whether something is going on or waits, so that it must stay loaded. */
  get hasWork(): boolean {
    if (!this.#turns.idle || !this.#journal.idle || this.terminals.list().length > 0) return true;
    if (this.approvals.list().length > 0 || this.requests.list().length > 0) return true;
    return this.submissions.isDue || this.submissions.mayWait || this.goals.next() !== undefined;
  }

  /** Calls the action each time when no client has the conversation and nothing happens. */
  onIdle(action: () => void): void {
    this.#whenIdle = action;
  }

  /** From now on the last events are kept for clients that come back. */
  keepRecent(): void {
    this.#feed.keepRecent(this.usage.snapshot().tokens);
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
    return this.#turns.running !== undefined;
  }

  /** The running turn, including items that the rollout does not hold yet. */
  get running(): RunningTurn | undefined {
    const turn = this.#turns.running;
    return turn && { id: turn.id, open: turn.openItems };
  }

  /** The running turn, or the accepted turn that starts next. */
  get runningTurn(): { readonly id: string; readonly kind: TurnTask['kind'] } | undefined {
    return this.#turns.running;
  }

  /** Commands that have outlived their calls. */
  get terminals(): Terminals {
    return this.#tools.terminals;
  }

  /**
   * Makes sure that this process may write. Throws `conversation_busy` while another process may write. Lines that another program has added to the rollout,
   * with or without a lease, are read first.
   */
  async claim(): Promise<void> {
    await this.#turns.interrupted();
    if (this.#closed) throw notLoaded(this.id);
    this.#lease.take();
    const { rollout } = this.#journal;
    await rollout.ensure();
    if (this.#turns.hasTurn || !(await rollout.changedElsewhere())) return;
    const written = await this.#catchUp();
    // A turn that another program ran had settings of its own. Policies are not taken from it (C284).
    if (written) this.change({ model: written.model, effort: written.effort, summary: written.summary });
  }

  /**
   * A message of the user, on disk when this resolves. It starts a turn, or joins the running one, which ignores its settings (C60). When it
   * starts a turn, the settings are kept for later messages.
   */
  async submit(
    input: readonly UserContent[],
    settings?: Partial<TurnSettings>,
    options: MessageOptions = {},
  ): Promise<Accepted> {
    await this.claim();
    const before = this.sentBefore(options.as);
    if (before) return before;
    const { ids, clock } = this.#ports;
    const cwd = (this.busy ? undefined : settings?.cwd) ?? this.#settings.cwd;
    const read = await this.#read(input, options.as?.id ?? ids.item(), { ...options, cwd });
    await this.#turns.interrupted();
    if (this.#closed) throw notLoaded(this.id);
    if (options.intoTurn !== undefined && this.runningTurn?.id !== options.intoTurn)
      throw new AppError('turn_not_active', 'no active turn to steer', {});
    const operation = this.#nextOperation();
    const { running } = this.#turns;
    if (running) return this.#turns.enqueue(running, read, operation, options.cutsShort);
    if (settings) this.change(settings);
    if (input.length > 0) return this.#turns.answer(operation, [read], options);
    if (options.answerEmpty) return this.#turns.answer(operation, [], options);
    const turnId = ids.turn();
    const at = { startedAt: clock.now(), completedAt: clock.now() };
    const ended = { type: 'turn-ended', status: 'completed', ...at, lastMessage: null, error: null } as const;
    return { turnId, begin: () => this.#feed.emit({ turnId, operation }, ended) };
  }

  /** The message, when an earlier server has stored it. */
  sentBefore(as: MessageOptions['as']): Accepted | undefined {
    const turnId = as?.again ? this.#turnOfMessage?.(as.id) : undefined;
    return turnId == null ? undefined : { turnId, begin: () => {} };
  }

  /** Begins a turn with the message of the queue that is first, or with this one. Rejects with `submission_not_found` and `turn_active`. */
  startSubmission(id?: string): Promise<Accepted> {
    return this.#next.startSubmission(id);
  }

  /** Begins a turn for a message of the queue, or for an active goal, when no turn runs; never rejects. */
  goOn(): Promise<void> {
    return this.#next.goOn();
  }

  /** Runs a change of the queue. Rejects with `conversation_busy` while another process may write. */
  async changeSubmissions<T>(change: (queue: Submissions) => T): Promise<T> {
    await this.claim();
    try {
      return change(this.submissions);
    } finally {
      this.#releaseIfIdle();
    }
  }

  #read(
    input: readonly UserContent[],
    id: string,
    { cwd, clientId, takesSkills }: Pick<MessageOptions, 'clientId' | 'takesSkills'> & { readonly cwd: string },
  ): Promise<ReadInput> {
    const { clock, workspace } = this.#ports;
    const readSkills = takesSkills ? workspace.skills(cwd, this.#settings.requested) : undefined;
    return readInput(input, { cwd, readImage: workspace.image, readSkills }, { id, at: clock.now(), clientId });
  }

  /** Summarises the history, in a separate turn or after the current response. */
  async compact(): Promise<Accepted> {
    await this.claim();
    const operation = this.#nextOperation();
    const { running } = this.#turns;
    if (!running) return this.#turns.compact(operation);
    if (running.kind === 'review') {
      await this.#turns.abort();
      return this.#turns.compact(operation);
    }
    running.compactNext();
    return { turnId: running.id, begin: () => {} };
  }

  /** Lets a reviewer read code, in a separate turn; a running one is ended first. What it has found becomes part of the history. */
  async review(review: Review): Promise<Accepted> {
    await this.#turns.abort();
    await this.claim();
    return this.#turns.review(this.#nextOperation(), review);
  }

  /** Runs a command of the user without a sandbox, in the running turn or in a separate one. It begins when the accepted turn does. */
  async runForUser(command: WantedCommand): Promise<Accepted> {
    await this.claim();
    const operation = this.#nextOperation();
    const { running } = this.#turns;
    if (!running) return this.#turns.shell(operation, command);
    return { turnId: running.id, begin: () => void running.runForUser(command) };
  }

  /** Asks the model once, with the history as it is now; nothing is stored. Throws `AppError` when the model fails. */
  sample(prompt: string, effort: ReasoningEffort | undefined, signal: AbortSignal): Promise<Sampled> {
    return this.#turns.sample(prompt, effort, signal);
  }

  /** The turn that began last since the conversation was loaded. */
  get lastTurnId(): string | undefined {
    return this.#turns.lastTurnId;
  }

  /** Adds items of a client to the history for the model. */
  async inject(items: readonly HistoryItem[]): Promise<void> {
    await this.claim();
    await this.#journal.commit(items.map(historyRecord), [], OUTSIDE_OF_TURNS);
  }

  /** Runs a change of the goal. Rejects with `conversation_busy` while another process may write. */
  async changeGoal<T>(change: (goals: Goals) => Promise<T>): Promise<T> {
    await this.claim();
    try {
      return await change(this.goals);
    } finally {
      this.#releaseIfIdle();
    }
  }

  /** Removes the last turns from the history; a running one is ended first. Their changes to files stay. */
  async rollBack(turns: number): Promise<void> {
    this.submissions.pause();
    await this.#turns.abort();
    await this.claim();
    await this.#journal.commit([{ type: 'rolled-back', turns }, ...this.goals.records()], [], OUTSIDE_OF_TURNS);
    await this.#catchUp();
  }

  /** Changes the settings for later turns. */
  change(settings: Partial<ConversationSettings>): void {
    const before = JSON.stringify(settingsInForce(this.#settings));
    this.#settings = { ...this.#settings, ...settings };
    this.usage.contextWindow = this.#contextWindow();
    const now = settingsInForce(this.#settings);
    if (JSON.stringify(now) !== before) this.#emit({ type: 'settings-changed', settings: now });
  }

  /**
   * Reads the configuration of the MCP servers again, together with the settings of the conversation's client, and returns a function that applies it. Throws
   * `config_invalid`.
   */
  rereadMcpServers(): () => void {
    const { requested, cwd } = this.#settings;
    const { mcp } = this.#ports.settings.derive({ ...requested, cwd });
    return () => {
      if (this.#closed) return;
      this.change({ mcp });
      this.#tools.reload(this.#settings);
    };
  }

  /** Ends the running turn. Resolves when its end is stored and emitted, or at once when no turn runs. */
  async interrupt(): Promise<void> {
    this.#nextOperation();
    if (this.busy) this.submissions.pause();
    await this.#turns.abort(undefined, true);
  }

  /** Ends the running turn, closes the conversation, and emits `closed`. `isIdle`: nobody has it, and it is only unloaded. */
  async shutDown(isIdle = false): Promise<void> {
    if (this.#closed) return;
    await this.close();
    this.#feed.emit({ turnId: null, operation: this.#nextOperation() }, { type: 'closed', isIdle });
  }

  /** Ends the running turn and accepts no more operations. `undoWithinMs`: the most milliseconds for the restore of patched files before that. */
  async close(undoWithinMs?: number): Promise<void> {
    if (this.#closed) return this.#turns.abort(undoWithinMs);
    this.#closed = true;
    this.#nobody.stop();
    try {
      await this.#turns.abort(undoWithinMs);
      await this.#turns.sessionEnds();
      this.#tools.close();
      await this.#journal.settled();
      await this.#journal.rollout.close();
    } finally {
      this.#lease.release();
    }
  }

  /** Stores messages that an earlier server accepted but did not answer. They are part of the history from now on. */
  async storeQueued(queued: readonly QueuedInput[]): Promise<void> {
    const records = queued.flatMap((input) => messageRecords(input, input.id, input.turnId));
    if (records.length > 0) await this.#journal.commit(records, [], OUTSIDE_OF_TURNS);
  }

  /** Releases the lease when the conversation is idle and has no subscriber, so that another process may load it. */
  #releaseIfIdle(): void {
    if (!this.#turns.idle || this.subscribers.attended || !this.#journal.idle) return;
    this.#lease.release();
    if (this.subscribers.anyone) return;
    this.#idleSince = this.#ports.clock.now();
    this.#whenIdle?.();
  }

  /** Reads the rollout again. Returns the settings of its last turn. */
  async #catchUp(): Promise<SamplingSettings | undefined> {
    const { store } = this.#ports;
    const stored = await store.load(this.location, { makeItems: false });
    const { items, usage, usageIsCurrent, goal, settings } = replay(stored.records);
    await this.#journal.replace(await store.reopen(stored));
    this.history.replace(this.#accountGuard.readable(items));
    this.#turns.historyReplaced();
    this.usage.restore(usage, usageIsCurrent);
    this.goals.restore(goalIn(goal, this.id));
    this.#watchRepairs();
    return settings;
  }

  #watchRepairs(): void {
    this.#journal.rollout.rebuildFrom(() => this.history.items.flatMap((item) => injectedRecords(this.#ports, item)));
    this.#journal.rollout.onRepaired((repair) => {
      const { id: conversation, location } = this;
      this.#ports.log.warn({ conversation, location }, repair.message);
      this.#emit({ type: 'warning', ...repair });
    });
  }

  #turnRunner(source: ModelSource): TurnRunner {
    return createTurnRunner({
      parts: {
        id: this.id,
        ports: this.#ports,
        history: this.history,
        usage: this.usage,
        source,
        accountGuard: this.#accountGuard,
        feed: this.#feed,
        journal: this.#journal,
        approvals: this.approvals,
        requests: this.requests,
        tools: this.#tools,
        hooks: this.#hooks,
        goals: this.goals,
      },
      settings: () => this.#settings,
      closed: () => this.#closed,
      mayWrite: () => this.#closed || this.#lease.token !== undefined,
      claim: () => this.claim(),
      nextOperation: () => this.#nextOperation(),
      emit: (body) => this.#emit(body),
      startsWaiting: () => {
        this.submissions.goOn();
        if (!this.submissions.isDue) return false;
        void this.#next.startWaiting();
        return true;
      },
      idle: () => this.#releaseIfIdle(),
    });
  }

  #contextWindow(): number | null {
    return this.#settings.contextWindow ?? this.#ports.models.traits(this.#settings.model).contextWindow;
  }

  #emit(body: EventBody): void {
    this.#feed.emit(OUTSIDE_OF_TURNS, body);
  }

  #nextOperation(): string {
    return String(this.#operations++);
  }
}

/** Clients of an ephemeral conversation have no queue. */
const NO_SUBMISSIONS: SubmissionStore = { read: () => [], write: () => {} };

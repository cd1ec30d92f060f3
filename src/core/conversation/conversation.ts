import type { EventBody, Origin } from '../../domain/events.js';
import type { HistoryItem } from '../../domain/history-item.js';
import type { UserContent } from '../../domain/item.js';
import { type ConversationMeta, historyRecord, type QueuedInput } from '../../domain/record.js';
import { Goals } from '../goal/goals.js';
import type { History } from '../history/history.js';
import type { Usage } from '../history/token-usage.js';
import type { RunningTurn } from '../history/turns.js';
import { messageRecords } from '../history/user-input.js';
import type {
  ConversationSettings,
  Lease,
  ModelSource,
  Ports,
  Repair,
  SubmissionStore,
  Terminals,
  ToolSet,
  TurnSettings,
  WhenNobodyIsThere,
} from '../ports/index.js';
import { AccountGuard } from '../turn/account-guard.js';
import type { TurnTask } from '../turn/host.js';
import { errorEvent } from '../turn/model-failure.js';
import type { HookSession } from '../turn/turn-hooks.js';
import type { Approvals } from './approvals.js';
import type { ClientRequests } from './client-requests.js';
import { conversationClients } from './conversation-clients.js';
import type { ConversationInit } from './conversation-init.js';
import { type CreateOptions, createTurnRunner } from './create-turn-runner.js';
import { EventFeed } from './event-feed.js';
import { Journal } from './journal.js';
import type { MessageOptions } from './message-options.js';
import { NextTurns } from './next-turns.js';
import type { NobodyThere } from './nobody-there.js';
import { settingsInForce } from './settings-in-force.js';
import { Submissions } from './submissions.js';
import type { Subscribers } from './subscribers.js';
import { TurnRequests } from './turn-requests.js';
import type { Accepted, TurnRunner } from './turn-runner.js';
import { WriteAccess } from './write-access.js';

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
  readonly turnRequests: TurnRequests;
  readonly nextTurns: NextTurns;
  readonly #ports: Ports;
  readonly #lease: Lease;
  readonly #accountGuard: AccountGuard;
  readonly #feed: EventFeed;
  readonly #journal: Journal;
  readonly #tools: ToolSet;
  readonly #hooks: HookSession;
  readonly #turns: TurnRunner;
  readonly #access: WriteAccess;
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
    const { approvals, requests, subscribers, nobody } = conversationClients({
      feed: this.#feed,
      ports,
      policy: () => this.whenNobodyIsThere,
      // An answer counts as a separate operation (C57).
      answered: () => void this.#nextOperation(),
      left: () => this.#releaseIfIdle(),
    });
    this.approvals = approvals;
    this.requests = requests;
    this.subscribers = subscribers;
    this.#nobody = nobody;
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
    this.#tools = ports.tools.open(init.settings, (event) => this.#emit(event));
    const transcript = this.ephemeral ? null : this.location;
    this.#hooks = { begun: init.begun, warned: false, known: [], transcript };
    const state = {
      claim: () => this.claim(),
      closed: () => this.#closed,
      settings: () => this.#settings,
      change: (settings: Partial<ConversationSettings>) => this.change(settings),
      nextOperation: () => this.#nextOperation(),
    };
    this.#turns = this.#turnRunner(init.source, state);
    const ofTurns = { ...state, conversationId: this.id, turns: this.#turns };
    this.#access = new WriteAccess({
      ...ofTurns,
      ports,
      lease,
      journal: this.#journal,
      history,
      usage: this.usage,
      goals: this.goals,
      accountGuard: this.#accountGuard,
      repaired: (repair) => this.#repaired(repair),
    });
    this.turnRequests = new TurnRequests({
      ...ofTurns,
      ports,
      feed: this.#feed,
      turnOfMessage: init.turnOfMessage,
    });
    this.nextTurns = new NextTurns({
      ...ofTurns,
      submissions: this.submissions,
      goals: this.goals,
      read: ({ content, clientId, id }) =>
        this.turnRequests.read(content, id, { clientId, takesSkills: true, cwd: this.#settings.cwd }),
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

  /** The id of this load. When the conversation is loaded again, it gets another id, and its events are counted from the beginning. */
  get epoch(): string {
    this.#epoch ??= this.#ports.ids.subscription();
    return this.#epoch;
  }

  /** What becomes of approvals while no client has the conversation. */
  get whenNobodyIsThere(): WhenNobodyIsThere {
    return this.#settings.whenNobodyIsThere ?? this.#ports.whenNobodyIsThere ?? 'deny';
  }

  /** Since when no client has it and no turn runs, in milliseconds since the epoch. */
  get idleSince(): number | undefined {
    return this.#turns.idle && !this.subscribers.anyone ? this.#idleSince : undefined;
  }

  get holdsLease(): boolean {
    return this.#lease.token !== undefined;
  }

  /** Whether work runs or waits. Then the conversation must stay loaded. */
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

  /** Commands that still run after their calls have returned. */
  get terminals(): Terminals {
    return this.#tools.terminals;
  }

  /**
   * Makes sure that this process may write. Throws `conversation_busy` while another process may write. Lines that another program has added to the rollout,
   * with or without a lease, are read first.
   */
  claim(): Promise<void> {
    return this.#access.claim();
  }

  /**
   * A message of the user, on disk when this resolves. It starts a turn, or joins the running one, which ignores its settings (C60). When it
   * starts a turn, the settings are kept for later messages.
   */
  submit(
    input: readonly UserContent[],
    settings?: Partial<TurnSettings>,
    options: MessageOptions = {},
  ): Promise<Accepted> {
    return this.turnRequests.submit(input, settings, options);
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
    await this.#access.readAgain();
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

  #turnRunner(
    source: ModelSource,
    state: Pick<CreateOptions, 'settings' | 'closed' | 'claim' | 'nextOperation'>,
  ): TurnRunner {
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
      ...state,
      mayWrite: () => this.#closed || this.#lease.token !== undefined,
      emit: (body) => this.#emit(body),
      startsWaiting: () => this.nextTurns.startsAfterTurn(),
      idle: () => this.#releaseIfIdle(),
    });
  }

  #repaired(repair: Repair): void {
    const { id: conversation, location } = this;
    this.#ports.log.warn({ conversation, location }, repair.message);
    this.#emit({ type: 'warning', ...repair });
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

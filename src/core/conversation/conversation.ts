import type { RolloutItem } from '../../../protocol/rollout/rollout.js';
import type { CoreEvent } from '../events.js';
import { environmentText, toldEnvironment, userText } from '../history/context-messages.js';
import type { History } from '../history/history.js';
import { asEvent } from '../history/records.js';
import { readPast } from '../history/replay.js';
import type { Usage } from '../history/token-usage.js';
import type { UserInput } from '../history/user-input.js';
import type {
  ConversationLog,
  ConversationSettings,
  EndedTurn,
  Lease,
  ModelSource,
  Ports,
  ToolSet,
  TurnSettings,
} from '../ports/index.js';
import { OwnAccount } from '../turn/account-guard.js';
import { BASE_INSTRUCTIONS } from '../turn/base-instructions.js';
import { Turn, type TurnHost, type Work } from '../turn/turn.js';
import type { OpenQuestion } from './approvals.js';
import { Attachments, type Deliver } from './subscriptions.js';

export interface ConversationInit {
  readonly id: string;
  readonly log: ConversationLog;
  readonly lease: Lease;
  readonly settings: ConversationSettings;
  readonly source: ModelSource;
  readonly history: History;
  readonly usage: Usage;
  readonly ports: Ports;
}

/** One conversation: takes submissions in order, runs at most one turn at a time, and tells its listeners. */
export class Conversation {
  readonly id: string;
  readonly history: History;
  readonly usage: Usage;
  readonly #ports: Ports;
  readonly #lease: Lease;
  readonly #source: ModelSource;
  readonly #ownAccount: OwnAccount;
  readonly #attachments = new Attachments();
  readonly #approved = new Set<string>();
  readonly #tools: ToolSet;
  #log: ConversationLog;
  #settings: ConversationSettings;
  /** What the model was last told of its surroundings. */
  #told: string | undefined;
  #turn: Turn | undefined;
  #submissions = 0;
  #compactions = 0;
  #closed = false;
  #notifyFailed = false;

  constructor(init: ConversationInit) {
    this.id = init.id;
    this.history = init.history;
    this.usage = init.usage;
    this.#log = init.log;
    this.#lease = init.lease;
    this.#settings = init.settings;
    this.#told = toldEnvironment(init.history.items);
    this.#ports = init.ports;
    this.#source = init.source;
    this.#ownAccount = new OwnAccount(init.ports.accounts);
    this.usage.contextWindow = this.#contextWindow();
    this.#watchLog();
    this.#tools = init.ports.tools.open(init.settings, (event) => this.#emit('', event));
  }

  get path(): string {
    return this.#log.path;
  }

  /** Bytes of its log. */
  get size(): number {
    return this.#log.size;
  }

  get settings(): ConversationSettings {
    return this.#settings;
  }

  get busy(): boolean {
    return this.#turn?.running ?? false;
  }

  /** The listener is handed what was kept while nobody listened, at once, and then everything that happens. */
  attach(listener: object, deliver: Deliver): void {
    this.#attachments.attach(listener, deliver);
  }

  detach(listener: object): void {
    this.#attachments.detach(listener);
    this.#rest();
  }

  /** Whoever listens next has read the log: what it tells is not handed over a second time. */
  forgetRecorded(): void {
    this.#attachments.forgetRecorded();
  }

  /**
   * Makes sure that this process may write. Throws `conversation_busy` while another one may. What another program has written to the log, in a time
   * in which it had the conversation or without asking, is read first.
   */
  claim(): Promise<void> | undefined {
    this.#lease.take();
    this.#log.ensure();
    return !this.#turn && this.#log.changedElsewhere() ? this.#catchUp() : undefined;
  }

  /**
   * A person's message. It starts a turn, or joins the running one; then its settings are left aside (C60). Without a
   * running turn the settings stay in force for later messages.
   */
  submit(input: UserInput[], settings?: TurnSettings): void {
    if (this.#closed) return;
    this.#lease.take();
    const submission = this.#nextSubmission();
    if (this.#turn?.running) {
      if (input.length > 0) this.#turn.inject(input);
      return;
    }
    if (settings) this.change(settings);
    if (input.length === 0) this.#emit(submission, { type: 'turn-ended', lastMessage: null });
    else this.#startTurn(submission, input);
  }

  /** Sums the history up, in a turn of its own or after the answer that is being made. */
  compact(): void {
    if (this.#closed) return;
    this.#lease.take();
    const submission = this.#nextSubmission();
    if (this.#turn?.running) this.#turn.compactNext();
    else this.#run(submission, 'compact');
  }

  /** Puts other settings in force for the turns to come. */
  change(settings: TurnSettings): void {
    this.#settings = { ...this.#settings, ...settings };
    this.usage.contextWindow = this.#contextWindow();
  }

  /** Ends the running turn; resolves once that is told, at once when none runs. */
  async interrupt(): Promise<'interrupted'> {
    this.#nextSubmission();
    await this.#abortTurn();
    return 'interrupted';
  }

  /** Ends the running turn, takes nothing more, and tells the listeners so. */
  async shutDown(): Promise<void> {
    if (this.#closed) return;
    await this.close();
    this.#emit(this.#nextSubmission(), { type: 'closed' });
  }

  /** Ends the running turn and takes nothing more. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#abortTurn();
    this.#tools.close();
    this.#log.close();
    this.#lease.release();
  }

  #startTurn(submission: string, input: UserInput[]): void {
    const environment = environmentText(this.#settings);
    const before = environment === this.#told ? [] : [userText(environment)];
    this.#told = environment;
    this.#run(submission, { input, before });
  }

  #run(submission: string, work: Work): void {
    const turn = new Turn(this.#host(submission), submission, work);
    this.#turn = turn;
    void turn.done.then(() => this.#ended(turn));
  }

  /** Input that came too late for the last request of a turn begins the next one (C36). */
  #ended(turn: Turn): void {
    this.#log.sync();
    const left = this.#closed ? [] : turn.takeInjected().flat();
    if (this.#turn === turn) this.#turn = undefined;
    if (left.length > 0 && this.#turn) this.#turn.inject(left);
    else if (left.length > 0) this.#startTurn(this.#nextSubmission(), left);
    this.#rest();
  }

  async #abortTurn(): Promise<void> {
    const turn = this.#turn;
    if (!turn) return;
    // What the person said stays, whatever becomes of the turn; a failure of this has ended the turn, which says so itself.
    await turn.recorded.catch(() => {});
    await turn.recordInjected().catch(() => {});
    if (this.#turn !== turn || !turn.running) return;
    turn.abort();
    this.#turn = undefined;
    const event = { type: 'turn_aborted', reason: 'interrupted' } as const;
    this.#commit(turn.submission, [asEvent(event)], [{ type: 'recorded', event }]);
  }

  /** With nothing to do and nobody listening, another process may have the conversation. */
  #rest(): void {
    if (!this.#turn && !this.#attachments.attended) this.#lease.release();
  }

  async #catchUp(): Promise<void> {
    const { store } = this.#ports;
    const stored = await store.load(this.path);
    const past = readPast(stored.entries);
    this.history.replace(this.#ownAccount.known(past.items));
    this.#told = toldEnvironment(past.items);
    this.usage.restore(past.tokens);
    this.#log.close();
    this.#log = store.reopen(stored);
    this.#watchLog();
  }

  #watchLog(): void {
    this.#log.onRestored(() => {
      const { id: conversation, path } = this;
      this.#ports.log.warn({ conversation, path }, 'a rollout was gone and has been written again');
      this.#emit('', { type: 'log-restored', path });
    });
  }

  #host(submission: string): TurnHost {
    const { id, history, usage } = this;
    const { tools, log, backOff } = this.#ports;
    const settings = this.#settings;
    return {
      conversationId: id,
      settings,
      history,
      usage,
      source: this.#sourceFor(submission),
      offered: (signal) => this.#tools.offered(settings, signal),
      instructions: [BASE_INSTRUCTIONS, tools.instructions(settings)].filter((text) => text !== undefined).join('\n'),
      log,
      backOff,
      compactLimit: settings.autoCompactLimit ?? this.#ports.models.traits(settings.model).autoCompactLimit,
      nextCompaction: () => `auto-compact-${this.#compactions++}`,
      commit: (records, events, id = submission) => this.#commit(id, records, events),
      publish: (open) => this.#emit(submission, { type: 'asked', open: this.#counted(open) }),
      interrupt: () => void this.#abortTurn(),
      approved: this.#approved,
      notify: (said, lastMessage) => void this.#notify({ turnId: submission, said, lastMessage }),
    };
  }

  #sourceFor(submission: string): ModelSource {
    if (!this.#settings.provider.requiresOpenaiAuth) return this.#source;
    const message =
      'Another account is signed in now: the conversation goes on with it, without the reasoning that was made under the earlier one.';
    return this.#ownAccount.bind(this.#source, this.history, () => this.#emit(submission, { type: 'note', message }));
  }

  /** Told once: a program that is missing stays missing. */
  async #notify(turn: EndedTurn): Promise<void> {
    const { notify } = this.#settings;
    if (notify.length === 0) return;
    try {
      await this.#ports.notifier.turnEnded(notify, turn);
    } catch (e) {
      const reason = (e as Error).message; // the error itself holds what was said
      this.#ports.log.warn({ reason, conversation: this.id }, 'the notify program could not be started');
      if (this.#notifyFailed) return;
      this.#notifyFailed = true;
      const message = `The program of \`notify\` could not be started: ${reason}`;
      this.#emit('', { type: 'warned', message });
    }
  }

  /** An answer is a submission of its own, so it takes a number (C57). */
  #counted(open: OpenQuestion): OpenQuestion {
    return {
      ...open,
      answer: (decision) => {
        if (!open.settled.aborted) this.#nextSubmission();
        open.answer(decision);
      },
      unanswered: () => {
        if (!open.settled.aborted) this.#nextSubmission();
        open.unanswered();
      },
    };
  }

  #contextWindow(): number | null {
    return this.#settings.contextWindow ?? this.#ports.models.traits(this.#settings.model).contextWindow;
  }

  #commit(submission: string, records: readonly RolloutItem[], events: readonly CoreEvent[]): void {
    if (records.length > 0) this.#log.append(records);
    for (const event of events) this.#emit(submission, event);
  }

  #emit(submission: string, event: CoreEvent): void {
    this.#attachments.emit({ submission, event });
  }

  #nextSubmission(): string {
    return String(this.#submissions++);
  }
}

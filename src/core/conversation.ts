import type { ResponseItem } from '../../protocol/core/items.js';
import type { RolloutItem } from '../../protocol/core/rollout.js';
import { Attachments, type Deliver } from './attach.js';
import type { CoreEvent } from './events.js';
import type { History } from './history.js';
import type { UserInput } from './input.js';
import type { ConversationLog, ConversationSettings, ModelSource, Ports, TurnSettings } from './ports.js';
import { environmentContext, sameEnvironment } from './prompt.js';
import { asEvent, Turn, type TurnHost } from './turn.js';
import { Usage } from './usage.js';

export interface ConversationInit {
  readonly id: string;
  readonly log: ConversationLog;
  readonly settings: ConversationSettings;
  readonly source: ModelSource;
  readonly history: History;
  readonly ports: Ports;
}

/** One conversation: takes submissions in order, runs at most one turn at a time, and tells its listeners. */
export class Conversation {
  readonly id: string;
  readonly history: History;
  readonly usage = new Usage();
  readonly #ports: Ports;
  readonly #log: ConversationLog;
  readonly #source: ModelSource;
  readonly #attachments = new Attachments();
  #settings: ConversationSettings;
  #turn: Turn | undefined;
  #submissions = 0;
  #closed = false;

  constructor(init: ConversationInit) {
    this.id = init.id;
    this.history = init.history;
    this.#log = init.log;
    this.#settings = init.settings;
    this.#ports = init.ports;
    this.#source = init.source;
    this.usage.contextWindow = this.#contextWindow();
  }

  get path(): string {
    return this.#log.path;
  }

  get settings(): ConversationSettings {
    return this.#settings;
  }

  /** The listener is handed what was kept while nobody listened, at once, and then everything that happens. */
  attach(listener: object, deliver: Deliver): void {
    this.#attachments.attach(listener, deliver);
  }

  detach(listener: object): void {
    this.#attachments.detach(listener);
  }

  /**
   * A person's message. It starts a turn, or joins the running one; then its settings are left aside (v1-agent-core §3.3). Without a
   * running turn the settings stay in force for later messages.
   */
  submit(input: UserInput[], settings?: TurnSettings): void {
    if (this.#closed) return;
    const submission = this.#nextSubmission();
    if (this.#turn) {
      if (input.length > 0) this.#turn.inject(input);
      return;
    }
    const before = settings ? this.#apply(settings) : [];
    if (input.length === 0) return this.#emit(submission, { type: 'turn-ended', lastMessage: null });
    this.#startTurn(submission, input, before);
  }

  /** Ends the running turn; resolves once that is told, at once when none runs. */
  async interrupt(): Promise<'interrupted'> {
    this.#nextSubmission();
    await this.#abortTurn();
    return 'interrupted';
  }

  /** Ends the running turn and takes nothing more. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#abortTurn();
    this.#log.close();
  }

  #startTurn(submission: string, input: UserInput[], before: ResponseItem[]): void {
    const turn = new Turn(this.#host(submission), submission, input, before);
    this.#turn = turn;
    void turn.done.then(() => {
      if (this.#turn !== turn) return; // it was aborted, which has told so already
      this.#turn = undefined;
      this.#log.sync();
      this.#startLeftOver(turn);
    });
  }

  /** Input that came too late for the last request of a turn begins the next one (v1-protocol §19, defect 10). */
  #startLeftOver(turn: Turn): void {
    const left = turn.takeLeftOver();
    if (left.length > 0 && !this.#closed) this.#startTurn(this.#nextSubmission(), left.flat(), []);
  }

  async #abortTurn(): Promise<void> {
    const turn = this.#turn;
    if (!turn) return;
    await turn.recorded.catch(() => {}); // its failure has ended the turn, which says so itself
    if (this.#turn !== turn || !turn.running) return;
    turn.abort();
    this.#turn = undefined;
    const event = { type: 'turn_aborted', reason: 'interrupted' } as const;
    this.#commit(turn.submission, [asEvent(event)], [{ type: 'recorded', event }]);
  }

  #host(submission: string): TurnHost {
    const { id, history, usage } = this;
    const { tools, log } = this.#ports;
    const settings = this.#settings;
    return {
      conversationId: id,
      settings,
      history,
      usage,
      source: this.#source,
      tools: tools.offered(settings),
      log,
      commit: (records, events) => this.#commit(submission, records, events),
    };
  }

  /** Takes over new settings; gives the message that tells the model what has changed in its surroundings, if anything has. */
  #apply(settings: TurnSettings): ResponseItem[] {
    const before = this.#settings;
    this.#settings = { ...before, ...settings };
    this.usage.contextWindow = this.#contextWindow();
    return sameEnvironment(before, this.#settings) ? [] : [environmentContext(this.#settings)];
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

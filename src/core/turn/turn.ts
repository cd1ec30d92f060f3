import type { ResponseItem } from '../../../protocol/rollout/items.js';
import type { ReviewDecision } from '../../../protocol/rollout/policies.js';
import type { RolloutItem } from '../../../protocol/rollout/rollout.js';
import { type OpenQuestion, type Question, Questions } from '../conversation/approvals.js';
import type { CoreEvent } from '../events.js';
import type { History } from '../history/history.js';
import { asRecord, inputRecords } from '../history/records.js';
import type { Usage } from '../history/token-usage.js';
import { type ReadInput, readInput, type UserInput } from '../history/user-input.js';
import {
  type BackOff,
  type ConversationSettings,
  type CoreLog,
  ModelError,
  type ModelSource,
  type Tool,
  type ToolContext,
} from '../ports/index.js';
import { compact } from './compaction.js';
import { withRetries } from './retry.js';
import { type Answer, Ask, type AskingTurn } from './sampling.js';

/** What a turn may touch of its conversation. */
export interface TurnHost {
  readonly conversationId: string;
  readonly settings: ConversationSettings;
  readonly history: History;
  readonly usage: Usage;
  readonly source: ModelSource;
  /** The tools of the next request. */
  offered(signal: AbortSignal): Promise<readonly Tool[]>;
  /** The built-in ones; the settings may replace them. */
  readonly instructions: string;
  readonly log: CoreLog;
  readonly backOff: BackOff;
  /** Tokens from which on the history is summed up; null: never. */
  readonly compactLimit: number | null;
  /** The id under which events of the next compaction are told. */
  nextCompaction(): string;
  /** Writes the records, then tells the listeners: nothing is seen that a crash could take back. The events are the turn's unless another id is given. */
  commit(records: readonly RolloutItem[], events: readonly CoreEvent[], id?: string): void;
  /** Shows a question to whoever listens. */
  publish(open: OpenQuestion): void;
  /** Ends this turn as an interrupt does. */
  interrupt(): void;
  readonly approved: Set<string>;
  /** Tells the person's program that the turn has come to its end by itself. */
  notify(said: readonly string[], lastMessage: string | null): void;
}

/** What a turn is begun for: an answer to the input, or nothing but to sum the history up. */
export type Work = { input: readonly UserInput[]; before: readonly ResponseItem[] } | 'compact';

/** One turn: asks the model, runs the tools it calls, and asks again until it has nothing more to call. */
export class Turn {
  readonly #host: TurnHost;
  readonly #abort = new AbortController();
  #injected: UserInput[][] = [];
  readonly #questions = new Questions();
  /** What tools show the model beside their outputs. */
  #attached: UserInput[] = [];
  /** The person's words of this turn. */
  readonly #said: string[] = [];
  #compactWanted = false;
  #over = false;
  /** Resolves when the first input is on disk: an interrupt waits for it, so that the person's words are never lost. */
  readonly recorded: Promise<void>;
  /** Resolves when the turn has ended, however it ended; never rejects. */
  readonly done: Promise<void>;

  constructor(
    host: TurnHost,
    readonly submission: string,
    work: Work,
  ) {
    this.#host = host;
    this.recorded = work === 'compact' ? this.#startCompacting() : this.#start(work.input, work.before);
    const run = () => (work === 'compact' ? this.#compactAlone() : this.#run());
    this.done = this.recorded.then(run).catch((e) => this.#fail(e));
  }

  get running(): boolean {
    return !this.#over;
  }

  /** Input that came while the turn runs: the model sees it with its next request. */
  inject(input: UserInput[]): void {
    this.#injected.push(input);
  }

  /** Sums the history up after the answer that is being made. */
  compactNext(): void {
    this.#compactWanted = true;
  }

  /** Hands over the injected input that no request has carried. */
  takeInjected(): UserInput[][] {
    return this.#injected.splice(0);
  }

  /** Puts injected input into the history and on disk. */
  async recordInjected(): Promise<void> {
    for (const input of this.takeInjected()) {
      const read = await this.#read(input);
      this.#host.history.add([read.item]);
      this.#host.commit(inputRecords(read), notesOf(read));
    }
  }

  /** Nothing of this turn is recorded or told after this returns. */
  abort(): void {
    this.#over = true;
    this.#questions.endAll();
    this.#abort.abort();
  }

  async #start(input: readonly UserInput[], before: readonly ResponseItem[]): Promise<void> {
    const read = await this.#read(input);
    this.#host.history.add([...before, read.item]);
    this.#host.commit(
      [...before.map(asRecord), ...inputRecords(read)],
      [{ type: 'turn-started', contextWindow: this.#host.usage.contextWindow }, ...notesOf(read)],
    );
  }

  async #read(input: readonly UserInput[]): Promise<ReadInput> {
    const read = await readInput(input, this.#host.settings.cwd);
    if (read.event.message !== '') this.#said.push(read.event.message);
    return read;
  }

  async #startCompacting(): Promise<void> {
    this.#host.commit([], [{ type: 'turn-started', contextWindow: this.#host.usage.contextWindow }]);
  }

  async #compactAlone(): Promise<void> {
    await this.#compact('request', this.submission);
    this.#end([{ type: 'turn-ended', lastMessage: null }]);
  }

  async #run(): Promise<void> {
    for (let justCompacted = false; ; ) {
      const tools = await this.#host.offered(this.#abort.signal);
      if (this.#over) return;
      const answer = await this.#ask(tools);
      const full = this.#isFull();
      if (full && justCompacted && answer.called) throw this.#stillFull();
      const reason = this.#reasonToCompact(full && !justCompacted);
      if (reason) await this.#compact(reason, this.#host.nextCompaction());
      justCompacted = reason !== undefined;
      if (answer.called || this.#injected.length > 0) continue;
      // After the summary of a final answer there is nothing to ask (C115).
      const { lastMessage } = answer;
      if (this.#end([{ type: 'turn-ended', lastMessage }])) this.#host.notify(this.#said, lastMessage);
      return;
    }
  }

  #isFull(): boolean {
    const { compactLimit, usage } = this.#host;
    return compactLimit !== null && usage.contextTokens !== null && usage.contextTokens >= compactLimit;
  }

  #reasonToCompact(full: boolean): 'limit' | 'request' | undefined {
    if (full) return 'limit';
    return this.#compactWanted ? 'request' : undefined;
  }

  #stillFull(): ModelError {
    const { compactLimit, usage } = this.#host;
    const [limit, tokens] = [compactLimit ?? 0, usage.contextTokens ?? 0];
    return new ModelError(
      `Conversation is still above the token limit after automatic summarization (limit ${limit}, current ${tokens}). Please start a new session or trim your input.`,
      { failure: { code: 'context_full', tokens, limit } },
    );
  }

  #compact(reason: 'limit' | 'request', id: string): Promise<void> {
    this.#compactWanted = false;
    return compact(this.#host, {
      reason,
      signal: this.#abort.signal,
      commit: (records, events) => {
        if (!this.#over) this.#host.commit(records, events, id);
      },
    });
  }

  /** The person has not said it, so histories do not show it as a message of theirs. */
  async #recordAttached(): Promise<void> {
    for (const input of this.#attached.splice(0)) {
      const read = await readInput([input], this.#host.settings.cwd);
      this.#host.history.add([read.item]);
      this.#commit([asRecord(read.item)], notesOf(read));
    }
  }

  /** One answer, asked for again when it breaks off; what tools and the person have added meanwhile goes with each request. */
  #ask(tools: readonly Tool[]): Promise<Answer> {
    const turn: AskingTurn = {
      signal: this.#abort.signal,
      tools,
      commit: (records, events) => this.#commit(records, events),
      toolContext: () => this.#toolContext(),
    };
    return withRetries(this.#host, turn, async () => {
      await this.#recordAttached();
      await this.recordInjected();
      return new Ask(this.#host, turn).run();
    });
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

  #commit(records: readonly RolloutItem[], events: readonly CoreEvent[]): void {
    if (!this.#over) this.#host.commit(records, events);
  }

  /** False when it had ended already. */
  #end(events: readonly CoreEvent[]): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.#host.commit([], events);
    return true;
  }

  #fail(error: unknown): void {
    if (this.#over) return;
    const expected = error instanceof ModelError;
    if (!expected)
      this.#host.log.error({ err: error, conversation: this.#host.conversationId }, 'a turn failed unexpectedly');
    this.#end([
      {
        type: 'failed',
        message: expected ? error.message : `internal error: ${(error as Error).message}`,
        cause: expected ? error.failure : undefined,
      },
      { type: 'turn-ended', lastMessage: null },
    ]);
  }
}

const notesOf = ({ notes }: ReadInput): CoreEvent[] => notes.map((message) => ({ type: 'note', message }));

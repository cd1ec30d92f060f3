import { AppError } from '../../../protocol/errors.js';
import type { Submission } from '../../domain/record.js';
import type { Goals } from '../goal/goals.js';
import type { ReadInput } from '../history/user-input.js';
import type { Submissions } from './submissions.js';
import type { Accepted, TurnRunner } from './turn-runner.js';

interface NextTurnsOptions {
  readonly conversationId: string;
  readonly turns: TurnRunner;
  readonly submissions: Submissions;
  readonly goals: Goals;
  /** Makes sure that this process may write, or rejects. */
  claim(): Promise<void>;
  closed(): boolean;
  read(submission: Submission): Promise<ReadInput>;
  nextOperation(): string;
  /** A turn could not begin. */
  failed(error: unknown): void;
  /** No turn has begun. */
  idle(): void;
}

/** Begins turns that no request asks for at the moment: for messages of the queue and for an active goal. */
export class NextTurns {
  readonly #options: NextTurnsOptions;

  constructor(options: NextTurnsOptions) {
    this.#options = options;
  }

  /** Begins a turn with the message of the queue that is first, or with this one. Rejects with `submission_not_found` and `turn_active`. */
  async startSubmission(id?: string): Promise<Accepted> {
    const { turns, submissions, claim, read, nextOperation } = this.#options;
    await claim();
    for (;;) {
      const submission = submissions.next(id);
      if (!turns.idle) throw turnActive();
      const input = await read(submission);
      await turns.interrupted();
      if (this.#options.closed()) throw notLoaded(this.#options.conversationId);
      if (!turns.idle) throw turnActive();
      // A client may have changed it meanwhile.
      if (JSON.stringify(submissions.next(id)) !== JSON.stringify(submission)) continue;
      const accepted = await turns.answer(nextOperation(), [input], {});
      submissions.started(submission.id);
      return accepted;
    }
  }

  /** Begins a turn for a message of the queue, or for an active goal, when no turn runs; never rejects. */
  async beginWhenIdle(): Promise<void> {
    if (this.#mayBegin && this.#options.submissions.isDue) return this.#startFirst();
    await this.#startForGoal();
  }

  /** After a turn: begins a turn for the first message of the queue. False when none waits. */
  startsAfterTurn(): boolean {
    const { submissions } = this.#options;
    submissions.resume();
    if (!submissions.isDue) return false;
    void this.#startFirst();
    return true;
  }

  /** Begins a turn for the first message of the queue; never rejects. */
  async #startFirst(): Promise<void> {
    try {
      (await this.startSubmission()).begin();
    } catch (e) {
      const isSettled = AppError.is(e) && (e.code === 'turn_active' || e.code === 'submission_not_found');
      if (!this.#options.closed() && !isSettled) this.#options.failed(e);
      this.#options.idle();
    }
  }

  async #startForGoal(): Promise<void> {
    const { turns, goals, claim, nextOperation } = this.#options;
    if (!this.#mayBegin || goals.next() === undefined) return;
    try {
      await claim();
      const goal = goals.next();
      if (!this.#mayBegin || goal === undefined) return;
      (await turns.answer(nextOperation(), [], { goal })).begin();
    } catch (e) {
      if (!this.#options.closed()) this.#options.failed(e);
    }
  }

  get #mayBegin(): boolean {
    return !this.#options.closed() && this.#options.turns.idle;
  }
}

const turnActive = (): AppError => new AppError('turn_active', 'thread already has an active or pending turn', {});

export function notLoaded(id: string): AppError {
  return new AppError('conversation_not_found', `conversation not found: ${id}`, { id });
}

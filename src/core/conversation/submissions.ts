import { AppError } from '../../../protocol/errors.js';
import type { UserContent } from '../../domain/item.js';
import type { Submission } from '../../domain/record.js';
import type { SubmissionStore } from '../ports/index.js';

/** In characters of JSON: the whole queue is stored after each change. */
const MAX_SIZE = 64 * 1024 * 1024;
const MAX_WAITING = 1000;

export interface SubmissionsOptions {
  readonly conversationId: string;
  readonly store: SubmissionStore;
  /** Whether a message of this id is part of the history. A crash may come between that and the write of the queue. */
  readonly wasStarted?: ((id: string) => boolean) | undefined;
  /** The queue has changed. */
  readonly changed: () => void;
}

/** The queue of a conversation: messages that each begin a turn when no other turn runs. Methods that throw can also throw `io_error`. */
export class Submissions {
  readonly #options: SubmissionsOptions;
  readonly #started = new Set<string>();
  /** After an interrupt and after a restart the queue waits for a turn that the user asks for. */
  #isPaused: boolean;

  constructor(options: SubmissionsOptions) {
    this.#options = options;
    this.#isPaused = this.#mayWait();
  }

  get waiting(): readonly Submission[] {
    const { store, conversationId, wasStarted } = this.#options;
    return store.read(conversationId).filter(({ id }) => !this.#started.has(id) && !wasStarted?.(id));
  }

  /** Whether the first one may begin a turn now, when no turn runs. */
  get isDue(): boolean {
    return !this.#isPaused && this.#mayWait();
  }

  /** Whether a message waits. A queue that cannot be read waits too. */
  get mayWait(): boolean {
    return this.#mayWait();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
  }

  /** The first one, or the one with this id. Throws `submission_not_found`. */
  next(id?: string): Submission {
    const { waiting } = this;
    const found = id === undefined ? waiting[0] : waiting.find((one) => one.id === id);
    if (found) return found;
    const message = id === undefined ? 'queue is empty' : `queued submission not found: ${id}`;
    throw new AppError('submission_not_found', message, id === undefined ? {} : { id });
  }

  add(submission: Submission): Submission {
    this.#write([...this.waiting, submission]);
    return submission;
  }

  /** Adds the message, unless a message with this id waits or has begun a turn. */
  addOnce(submission: Submission): Submission {
    const { id } = submission;
    const { wasStarted } = this.#options;
    const known = this.waiting.find((one) => one.id === id);
    return known ?? (wasStarted?.(id) ? submission : this.add(submission));
  }

  /** Null metadata: the old metadata stay. */
  change(id: string, content: readonly UserContent[], metadata: Submission['metadata']): Submission {
    const changed: Submission = { ...this.next(id), content, ...(metadata === null ? {} : { metadata }) };
    this.#write(this.waiting.map((one) => (one.id === id ? changed : one)));
    return changed;
  }

  /** False when it does not wait. */
  remove(id: string): boolean {
    const { waiting } = this;
    const kept = waiting.filter((one) => one.id !== id);
    if (kept.length === waiting.length) return false;
    this.#write(kept);
    return true;
  }

  reorder(ids: readonly string[]): void {
    const { waiting } = this;
    const ordered = [...new Set(ids)].flatMap((id) => waiting.find((one) => one.id === id) ?? []);
    if (ordered.length !== waiting.length || ids.length !== waiting.length) {
      const reason = 'queue reorder must include every queued submission exactly once';
      throw new AppError('invalid_request', reason, { path: 'params.queuedSubmissionIds', reason });
    }
    this.#write(ordered);
  }

  /** Its turn is stored. It waits no more, even when that cannot be stored now. */
  started(id: string): void {
    this.#started.add(id);
    this.resume();
    try {
      this.#write(this.waiting);
    } catch {
      this.#options.changed();
    }
  }

  #write(queue: readonly Submission[]): void {
    const { store, conversationId, changed } = this.#options;
    if (queue.length > MAX_WAITING) throw tooMuch(`at most ${MAX_WAITING} messages can wait`);
    if (JSON.stringify(queue).length > MAX_SIZE)
      throw tooMuch(`the messages that wait have at most ${MAX_SIZE} characters of JSON`);
    store.write(conversationId, queue);
    changed();
  }

  /** A queue that cannot be read waits too. */
  #mayWait(): boolean {
    try {
      return this.waiting.length > 0;
    } catch {
      return true;
    }
  }
}

const tooMuch = (reason: string): AppError => new AppError('invalid_request', reason, { path: 'params.input', reason });

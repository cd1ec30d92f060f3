import { AppError } from '../../../protocol/errors.js';
import type { Submission } from '../../domain/record.js';
import type { ConversationStore, SubmissionStore } from '../ports/index.js';
import type { Conversations } from './conversations.js';
import { canonicalId } from './stored-conversations.js';
import { Submissions } from './submissions.js';

export interface StoredSubmissionsOptions {
  readonly conversations: Conversations;
  readonly store: ConversationStore;
  readonly submissions: SubmissionStore;
}

/** The queues of conversations, loaded or not. Both methods reject with `rollout_not_found` for one that is archived or does not exist. */
export class StoredSubmissions {
  readonly #options: StoredSubmissionsOptions;

  constructor(options: StoredSubmissionsOptions) {
    this.#options = options;
  }

  async read(given: string): Promise<readonly Submission[]> {
    const id = canonicalId(given);
    const loaded = this.#options.conversations.loadedById(id);
    return (loaded?.submissions ?? (await this.#unloaded(id))).waiting;
  }

  /** Rejects also with `conversation_busy` while another process may write. */
  change<T>(given: string, change: (queue: Submissions) => T): Promise<T> {
    const { conversations, store } = this.#options;
    const id = canonicalId(given);
    return conversations.loadedOrNot(
      id,
      (loaded) => loaded.changeSubmissions(change),
      async () => {
        const queue = await this.#unloaded(id);
        const lease = store.lease(id);
        lease.take();
        try {
          return change(queue);
        } finally {
          lease.release();
        }
      },
    );
  }

  /** The conversation was deleted. */
  forget(id: string): void {
    this.#options.submissions.write(id, []);
  }

  async #unloaded(id: string): Promise<Submissions> {
    const { store, submissions } = this.#options;
    if ((await store.find(id)) === undefined)
      throw new AppError('rollout_not_found', `no rollout found for conversation id ${id}`, { id });
    return new Submissions({ conversationId: id, store: submissions, changed: () => {} });
  }
}

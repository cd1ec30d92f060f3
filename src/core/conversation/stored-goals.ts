import { AppError } from '../../../protocol/errors.js';
import type { Goal } from '../../domain/goal.js';
import { changedGoal, type GoalChange } from '../goal/goal-change.js';
import { goalIn, replay } from '../history/replay.js';
import type { ConversationStore, StoredConversation } from '../ports/index.js';
import type { Conversations } from './conversations.js';
import { canonicalId } from './stored-conversations.js';

/** The rollout is read again at most this many times when a program without a lease writes to it meanwhile. */
const MAX_READS = 5;

export interface StoredGoalsOptions {
  readonly conversations: Conversations;
  readonly store: ConversationStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The goals of conversations, loaded or not. Each method rejects with `conversation_not_found` for one that is archived or does not exist. */
export class StoredGoals {
  readonly #options: StoredGoalsOptions;

  constructor(options: StoredGoalsOptions) {
    this.#options = options;
  }

  async read(id: string): Promise<Goal | undefined> {
    const loaded = this.#options.conversations.loadedById(canonicalId(id));
    return loaded ? loaded.goals.goal : goalOf(await this.#load(canonicalId(id)));
  }

  /** Rejects also with `invalid_request`, `conversation_busy` and `io_error`. */
  async change(given: string, change: GoalChange): Promise<Goal> {
    const { conversations, now } = this.#options;
    const id = canonicalId(given);
    return conversations.loadedOrNot(
      id,
      (loaded) => loaded.changeGoal((goals) => goals.change(change)),
      () => this.#append(id, (before) => changedGoal(id, before, change, now())),
    );
  }

  /** False when there was none. */
  async clear(given: string): Promise<boolean> {
    const id = canonicalId(given);
    return this.#options.conversations.loadedOrNot(
      id,
      (loaded) => loaded.changeGoal((goals) => goals.clear()),
      async () => {
        if (goalOf(await this.#load(id)) === undefined) return false;
        await this.#append(id, () => null);
        return true;
      },
    );
  }

  async #append<G extends Goal | null>(id: string, next: (before: Goal | undefined) => G): Promise<G> {
    const { store } = this.#options;
    const lease = store.lease(id);
    const token = lease.take();
    try {
      for (let reads = 1; ; reads++) {
        const stored = await this.#load(id);
        const rollout = await store.reopen(stored);
        try {
          if (reads < MAX_READS && (await rollout.changedElsewhere())) continue;
          const goal = next(goalOf(stored));
          await rollout.append([{ type: 'goal', conversationId: id, goal, turnId: null }], token);
          return goal;
        } finally {
          await rollout.close();
        }
      }
    } finally {
      lease.release();
    }
  }

  async #load(id: string): Promise<StoredConversation> {
    const { store } = this.#options;
    const location = await store.find(id);
    if (location === undefined) throw new AppError('conversation_not_found', `conversation not found: ${id}`, { id });
    return store.load(location);
  }
}

const goalOf = ({ meta, records }: StoredConversation): Goal | undefined => goalIn(replay(records).goal, meta.id);

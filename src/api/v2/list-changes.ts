import type { Conversations } from '../../core/conversation/conversations.js';
import type { ConversationFacts, StoredChange, StoredWatch, WatchPath } from '../../core/ports/index.js';
import type { ThreadClients } from './clients.js';
import type { ThreadsElsewhere } from './elsewhere.js';
import { row } from './list-threads.js';

export interface ListChangesOptions {
  readonly clients: ThreadClients;
  readonly conversations: Conversations;
  readonly elsewhere: ThreadsElsewhere;
  readonly facts: ConversationFacts;
  readonly watch: WatchPath;
}

/** Other processes and clients of v1 change the list of threads: all clients get notifications. The watch begins when a client asks for a list or a thread. */
export class ListChanges {
  readonly #options: ListChangesOptions;
  #watch: StoredWatch | undefined;
  #closed = false;

  constructor(options: ListChangesOptions) {
    this.#options = options;
  }

  /** After it has resolved, clients get a notification of every change. */
  begin(): Promise<void> | undefined {
    const { conversations, watch } = this.#options;
    if (!this.#closed) this.#watch ??= conversations.stored.watch(watch, (change) => this.#tell(change));
    return this.#watch?.watching;
  }

  /** Whether clients will get `thread/started` for it. */
  willAdd(threadId: string): boolean {
    return this.#watch?.willAdd(threadId) ?? false;
  }

  close(): void {
    this.#closed = true;
    this.#watch?.close();
  }

  /** Clients have notifications of changes that were made here already. They get none again. */
  #tell(change: StoredChange): void {
    const { clients, elsewhere } = this.#options;
    const { id: threadId } = change;
    const known = clients.toldOf(threadId);
    switch (change.type) {
      case 'added':
        if (known.place === undefined)
          clients.tellOfOthers(threadId, 'thread/started', { thread: row(this.#options, change.summary) });
        elsewhere.added(threadId);
        return;
      case 'archived':
        if (known.place !== 'archived') clients.tellOfOthers(threadId, 'thread/archived', { threadId });
        return;
      case 'unarchived':
        if (known.place !== 'stored') clients.tellOfOthers(threadId, 'thread/unarchived', { threadId });
        return;
      case 'removed':
        if (known.place !== 'removed') clients.tellOfOthers(threadId, 'thread/deleted', { threadId });
        return;
      case 'named':
        if (known.name !== change.name && change.name !== null)
          clients.tellOfOthers(threadId, 'thread/name/updated', { threadId, threadName: change.name });
    }
  }
}

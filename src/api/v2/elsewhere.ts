import * as z from 'zod';
import { ThreadStatus } from '../../../protocol/v2/thread-objects.js';
import type { Conversations } from '../../core/conversation/conversations.js';
import { isJsonObject } from '../../domain/json.js';
import type { ThreadClients, ToldToOthers } from './clients.js';

export interface ElsewhereOptions {
  readonly clients: ThreadClients;
  readonly conversations: Conversations;
  /** Begins to ask other servers. Resolves when they have answered, or have had their time. */
  readonly ask: () => Promise<void>;
  /** Whether clients will be told that the thread has begun. */
  readonly willAdd: (threadId: string) => boolean;
}

const NOT_LOADED: ThreadStatus = { type: 'notLoaded' };
/** Milliseconds in which a thread whose server has ended gets its next one. */
const TAKEN_OVER_WITHIN_MS = 100;

/** The states of threads in other servers, as these servers report them. Clients of all servers get the same notifications. */
export class ThreadsElsewhere {
  readonly #options: ElsewhereOptions;
  /** By server and thread. */
  readonly #statuses = new Map<string, Map<string, ThreadStatus>>();
  /** The last states of threads whose server has ended, until clients are told the new states. */
  readonly #ended = new Map<string, ThreadStatus>();
  /** Threads that have begun in other servers, until clients are told so; and what they are told of the goal then. */
  readonly #begun = new Map<string, (() => void) | undefined>();
  #asked: Promise<void> | undefined;

  constructor(options: ElsewhereOptions) {
    this.#options = options;
  }

  /** From now on other servers are listened to. Resolves when those that were there in the beginning have answered, or have had their time. */
  asked(): Promise<void> {
    this.#asked ??= this.#options.ask();
    return this.#asked;
  }

  /** Undefined when no other server has loaded the thread. */
  statusOf(threadId: string): ThreadStatus | undefined {
    for (const statuses of this.#statuses.values()) {
      const status = statuses.get(threadId);
      if (status) return status;
    }
    return undefined;
  }

  /** The threads that other servers have loaded. */
  get loaded(): string[] {
    return [...this.#statuses.values()].flatMap((statuses) => [...statuses.keys()]);
  }

  /** The first report of a server. Until now, its threads counted as not loaded for clients. */
  met(server: string, answer: unknown): void {
    const { threads, begun } = readAnswer(answer);
    const statuses = new Map(Object.entries(threads));
    this.#statuses.set(server, statuses);
    for (const threadId of begun) this.#begun.set(threadId, undefined);
    for (const [threadId, status] of statuses) this.#tellStatus(threadId, status);
  }

  said(server: string, method: string, params: unknown): void {
    const statuses = this.#statuses.get(server);
    if (!statuses || !isJsonObject(params) || typeof params.threadId !== 'string') return;
    const { threadId } = params;
    if (method !== 'thread/status/changed') return this.#pass(threadId, method as ToldToOthers, params);
    if (params.isNew === true) this.#begun.set(threadId, undefined);
    const { data: status } = ThreadStatus().safeParse(params.status);
    if (!status || isSame(status, statuses.get(threadId) ?? NOT_LOADED)) return;
    if (status.type === 'notLoaded') statuses.delete(threadId);
    else statuses.set(threadId, status);
    this.#tellStatus(threadId, status);
    if (status.type === 'notLoaded') this.#begun.delete(threadId);
  }

  /** Clients were told that the thread has begun, with its status. */
  added(threadId: string): void {
    const tellGoal = this.#begun.get(threadId);
    this.#begun.delete(threadId);
    tellGoal?.();
  }

  /** The server has ended. Its threads may get another one at once. */
  lost(server: string): void {
    for (const [threadId, status] of this.#statuses.get(server) ?? []) this.#ended.set(threadId, status);
    this.#statuses.delete(server);
    setTimeout(() => this.#tellEnded(), TAKEN_OVER_WITHIN_MS).unref();
  }

  /** This server has a thread now whose last one has ended. */
  takenOver(threadId: string): void {
    const { clients } = this.#options;
    this.#ended.delete(threadId);
    clients.tellOfOthers(threadId, ...statusChanged(threadId, clients.statusOf(threadId)));
  }

  #tellEnded(): void {
    const { clients } = this.#options;
    for (const [threadId, before] of this.#ended) {
      const now = this.#statusNow(threadId);
      if (!isSame(before, now) && !this.#isUntold(threadId))
        clients.tellOfOthers(threadId, ...statusChanged(threadId, now));
      if (now.type === 'notLoaded') this.#begun.delete(threadId);
    }
    this.#ended.clear();
  }

  /** What a watched folder has shown already is not told again. */
  #pass(threadId: string, method: ToldToOthers, params: object): void {
    const { clients } = this.#options;
    const tell = (): void => clients.tellOfOthers(threadId, method, params as never);
    if (this.#isUntold(threadId)) {
      if (method.startsWith('thread/goal/')) this.#begun.set(threadId, tell);
    } else if (method !== 'thread/deleted' || clients.toldOf(threadId).place !== 'removed') tell();
  }

  /** `thread/started` comes first, with the status of then. A file is noticed later than what its server says. */
  #isUntold(threadId: string): boolean {
    const { clients, willAdd } = this.#options;
    return this.#begun.has(threadId) && clients.toldOf(threadId).place === undefined && willAdd(threadId);
  }

  #statusNow(threadId: string): ThreadStatus {
    const { clients, conversations } = this.#options;
    if (conversations.loadedById(threadId)) return clients.statusOf(threadId);
    return this.statusOf(threadId) ?? NOT_LOADED;
  }

  /** A thread that is loaded here is not another server's any more. */
  #tellStatus(threadId: string, status: ThreadStatus): void {
    const { clients, conversations } = this.#options;
    if (conversations.loadedById(threadId) || this.#isUntold(threadId)) return;
    clients.tellOfOthers(threadId, ...statusChanged(threadId, status));
  }
}

const statusChanged = (threadId: string, status: ThreadStatus) =>
  ['thread/status/changed', { threadId, status }] as const;

const isSame = (a: ThreadStatus, b: ThreadStatus): boolean => JSON.stringify(a) === JSON.stringify(b);

function readAnswer(answer: unknown) {
  const Answer = z.object({ threads: z.record(z.string(), ThreadStatus()), begun: z.array(z.string()) });
  return Answer.safeParse(answer).data ?? { threads: {}, begun: [] };
}

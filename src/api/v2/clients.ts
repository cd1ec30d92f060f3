import type { ThreadActiveFlag, ThreadStatus } from '../../../protocol/v2/thread-objects.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import type { Conversations } from '../../core/conversation/conversations.js';
import type { WhenNobodyIsThere } from '../../core/ports/index.js';
import type { ConversationEvent } from '../../domain/events.js';
import type { Goal } from '../../domain/goal.js';
import type { RateLimits } from '../../domain/token-usage.js';
import type { Method, Notifications } from './live.js';
import type { ThreadSession } from './session.js';
import { goalMessage } from './wire-goal.js';

/** What clients were told of a thread that is stored. */
export interface Told {
  readonly place?: 'stored' | 'archived' | 'removed' | undefined;
  readonly name?: string | undefined;
}

const PLACES: Partial<Record<Method, Told['place']>> = {
  'thread/started': 'stored',
  'thread/archived': 'archived',
  'thread/unarchived': 'stored',
  'thread/deleted': 'removed',
};
/** Enough for what the watches of folders still report of changes that clients were told of. */
const MAX_TOLD = 1000;

/** What other servers are told about the threads here. They see everything else in the files. */
const TOLD_TO_OTHERS = [
  'thread/status/changed',
  'thread/closed',
  'thread/goal/updated',
  'thread/goal/cleared',
  // Not every folder is watched.
  'thread/deleted',
] as const satisfies Method[];
export type ToldToOthers = (typeof TOLD_TO_OTHERS)[number];
type TellOther = (method: ToldToOthers, params: object) => void;

/** The v2 clients of this process, and the status of every loaded thread. All clients get the status, also without a subscription. */
export class ThreadClients {
  readonly #sessions = new Set<ThreadSession>();
  readonly #activities = new Map<string, Activity>();
  readonly #told = new Map<string, Told>();
  readonly #others = new Set<TellOther>();
  /** The loaded threads that have begun here. */
  readonly #begun = new Set<string>();

  #knownLimits: { readonly limits: RateLimits | null; readonly at: number } = { limits: null, at: 0 };

  watch(conversations: Conversations): void {
    conversations.watch((conversation, event) => this.#follow(conversation, event));
  }

  add(session: ThreadSession): void {
    this.#sessions.add(session);
    session.untilEnd(() => this.#sessions.delete(session));
  }

  /** Of a thread that is loaded. */
  statusOf(threadId: string): ThreadStatus {
    return this.#activities.get(threadId)?.status ?? { type: 'idle' };
  }

  /** What clients were told of a thread that is stored. */
  toldOf(threadId: string): Told {
    return this.#told.get(threadId) ?? {};
  }

  /** Notifies every client. A client that waits for a reply about the thread gets the reply first. `replied`: the client that already has its reply. */
  broadcast<M extends Method>(threadId: string, method: M, params: Notifications[M], replied?: ThreadSession): void {
    this.#note(threadId, method, params);
    this.#tellOthers(threadId, method, params);
    for (const session of this.#sessions) {
      if (session === replied) session.notify(method, params);
      else if (session.active) session.whenReleased(threadId, () => session.notify(method, params));
    }
  }

  /** Something that was not done here. Clients that follow the thread in another server get this from that server. */
  tellOfOthers<M extends Method>(threadId: string, method: M, params: Notifications[M]): void {
    this.#note(threadId, method, params);
    for (const session of this.#sessions) {
      if (session.active && !session.isElsewhere(threadId))
        session.whenReleased(threadId, () => session.notify(method, params));
    }
  }

  /** Notifies another server of changes of the threads here, for its clients. Returns a function that ends this. */
  tellOther(tell: TellOther): () => void {
    this.#others.add(tell);
    return () => this.#others.delete(tell);
  }

  /** A thread that others can find is loaded here now. Other servers may not have found the file of a new one yet. */
  loaded(threadId: string, isNew: boolean): void {
    if (isNew) this.#begun.add(threadId);
    this.#tellOthers(threadId, 'thread/status/changed', { threadId, status: this.statusOf(threadId), isNew });
  }

  /** Whether the thread has begun here. */
  isNew(threadId: string): boolean {
    return this.#begun.has(threadId);
  }

  /** All clients get the goal of a thread: when it has changed, and when the thread is loaded. */
  tellGoal(threadId: string, goal: Goal | null, turnId: string | null, replied?: ThreadSession): void {
    const { method, params } = goalMessage(threadId, goal, turnId);
    this.broadcast(threadId, method, params, replied);
  }

  /** Notifies every client of something that belongs to no thread. */
  tellAll<M extends Method>(method: M, params: Notifications[M]): void {
    for (const session of this.#sessions) if (session.active) session.notify(method, params);
  }

  /** Turns of the conversation were taken back. */
  recount(conversation: Conversation): void {
    for (const session of this.#sessions) session.recount(conversation);
  }

  /** What the last response said of the limits of the account; `at` in milliseconds since the epoch. */
  get knownLimits(): { readonly limits: RateLimits | null; readonly at: number } {
    return this.#knownLimits;
  }

  /** Another account has other limits. */
  forgetLimits(): void {
    this.#knownLimits = { limits: null, at: 0 };
  }

  #tellOthers(threadId: string, method: Method, params: object): void {
    if (this.#others.size === 0 || this.#activities.get(threadId)?.isPrivate) return;
    const told = TOLD_TO_OTHERS.find((name) => name === method);
    if (told) for (const tell of this.#others) tell(told, params);
  }

  #note(threadId: string, method: Method, params: unknown): void {
    const place = PLACES[method];
    const told: Told =
      method === 'thread/name/updated' ? { name: (params as { threadName?: string }).threadName } : { place };
    if (told.name === undefined && place === undefined) return;
    const before = this.toldOf(threadId);
    this.#told.delete(threadId);
    this.#told.set(threadId, { ...before, ...told });
    const [oldest] = this.#told.keys();
    if (this.#told.size > MAX_TOLD && oldest !== undefined) this.#told.delete(oldest);
  }

  #follow({ id, whenNobodyIsThere, ephemeral }: Conversation, { body, at, turnId }: ConversationEvent): void {
    const activity = this.#activities.get(id) ?? new Activity();
    this.#activities.set(id, activity);
    activity.whenNobodyIsThere = whenNobodyIsThere;
    activity.isPrivate = ephemeral;
    switch (body.type) {
      case 'usage-updated':
        if (body.usage.rateLimits !== null) this.#knownLimits = { limits: body.usage.rateLimits, at };
        return;
      case 'goal-changed':
        return this.tellGoal(id, body.goal, turnId);
      case 'turn-started':
        activity.begin();
        return this.#announce(id);
      case 'turn-ended':
        activity.end(body.status === 'failed');
        return this.#announce(id);
      case 'error':
        // The status shows that the turn has failed, before the error is sent.
        if (!body.endsTurn || !activity.running) return;
        activity.end(true);
        return this.#announce(id);
      case 'approval-requested':
        activity.approvals.add(body.approval.id);
        return this.#announce(id);
      case 'approval-resolved':
        activity.approvals.delete(body.approvalId);
        // After `serverRequest/resolved`.
        return queueMicrotask(() => this.#announce(id));
      case 'input-requested':
        if (body.request.request.kind === 'dynamic-tool') return;
        (body.request.request.kind === 'user-input' ? activity.inputs : activity.approvals).add(body.request.id);
        return this.#announce(id);
      case 'input-resolved':
        activity.inputs.delete(body.requestId);
        activity.approvals.delete(body.requestId);
        return queueMicrotask(() => this.#announce(id));
      case 'closed':
        this.broadcast(id, 'thread/status/changed', { threadId: id, status: { type: 'notLoaded' } });
        if (body.isIdle) this.broadcast(id, 'thread/closed', { threadId: id });
        this.#activities.delete(id);
        this.#begun.delete(id);
        return;
      default:
        return;
    }
  }

  #announce(threadId: string): void {
    const activity = this.#activities.get(threadId);
    if (!activity?.changed()) return;
    this.broadcast(threadId, 'thread/status/changed', { threadId, status: activity.status });
  }
}

/** What a loaded thread is doing. */
class Activity {
  /** Approvals, and questions of MCP servers, that are open. */
  readonly approvals = new Set<string>();
  /** Questions of the model that are open. */
  readonly inputs = new Set<string>();
  running = false;
  whenNobodyIsThere: WhenNobodyIsThere = 'deny';
  /** No other server can find the thread. */
  isPrivate = false;
  #failed = false;
  #announced = JSON.stringify(this.status);

  get status(): ThreadStatus {
    if (!this.running) return { type: this.#failed ? 'systemError' : 'idle' };
    const activeFlags: ThreadActiveFlag[] = [];
    if (this.approvals.size > 0) activeFlags.push('waitingOnApproval');
    if (this.inputs.size > 0) activeFlags.push('waitingOnUserInput');
    if (activeFlags.length === 0 || this.whenNobodyIsThere === 'deny') return { type: 'active', activeFlags };
    return { type: 'active', activeFlags, whenNobodyIsThere: this.whenNobodyIsThere };
  }

  begin(): void {
    this.running = true;
    this.#failed = false;
  }

  end(failed: boolean): void {
    this.running = false;
    this.#failed = failed;
    this.approvals.clear();
    this.inputs.clear();
  }

  /** Whether the status is another than when this was last called. */
  changed(): boolean {
    const now = JSON.stringify(this.status);
    const changed = now !== this.#announced;
    this.#announced = now;
    return changed;
  }
}

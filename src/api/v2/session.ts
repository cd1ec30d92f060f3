import type { Conversation } from '../../core/conversation/conversation.js';
import type { Recent } from '../../core/conversation/recent-events.js';
import type { Finding, PathWatch } from '../../core/ports/index.js';
import type { Approval } from '../../domain/approval.js';
import type { ClientRequest } from '../../domain/client-request.js';
import type { ConversationEvent } from '../../domain/events.js';
import type { TurnState } from '../../domain/turn-state.js';
import type { Call } from '../../rpc/connection.js';
import type { Stamp } from '../../rpc/notification.js';
import type { ClientFacts } from '../client.js';
import { isKept, nextSeq, type Place, placeIn } from '../places.js';
import { shownByTurns, shownUntilNow } from '../shown.js';
import { type ClientConnection, requestDecision } from './approvals.js';
import { CancellableRequests } from './cancellable.js';
import { sendClientRequest } from './client-requests.js';
import type { KnownProcess } from './known-processes.js';
import { LiveProjection, type Method, type Notifications, type Shown, type Sink } from './live.js';
import { PathOrder } from './path-order.js';
import type { SkillWatch } from './skill-watch.js';

export interface ThreadSessionOptions {
  readonly connection: ClientConnection;
  readonly client: ClientFacts;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Subscription {
  readonly conversation: Conversation;
  readonly projection: LiveProjection;
  /** The client has all notifications up to this place, and does not get them again. */
  readonly after: number;
}

/** A client that comes back: what happened since a place before the last one that it has seen, and the last one that it has seen. */
export interface ComingBack {
  readonly recent: Recent;
  readonly after: number;
}

/** A search whose query changes while the user types. */
export interface SearchSession {
  readonly roots: readonly string[];
  /** Aborted by the next query. */
  running: AbortController;
}

/** What one connection has set up in v2: its subscriptions to threads, and the requests that were sent to its client. */
export class ThreadSession implements Sink {
  /** The client has called a method of v2. */
  hasSpoken = false;
  /** What the client runs, by the names that it gave: those of `command/exec`, and those of `process/spawn`. */
  readonly commands = new Map<string, KnownProcess>();
  readonly processes = new Map<string, KnownProcess>();
  /** What the client watches, by the names that it gave. */
  readonly watches = new Map<string, PathWatch>();
  /** Undefined before the client has listed skills. */
  skillWatch: SkillWatch | undefined;
  /** Its searches, by the names that it gave. */
  readonly searches = new Map<string, SearchSession>();
  readonly paths = new PathOrder();
  readonly cancellable = new CancellableRequests();
  /** Whether the client is told of a thread by the server that has it, on a connection of its own. */
  isElsewhere: (threadId: string) => boolean = () => false;
  readonly #options: ThreadSessionOptions;
  /** By thread id. */
  readonly #subscriptions = new Map<string, Subscription>();
  /** What waits for a reply about its thread, by thread id. */
  readonly #held = new Map<string, { replies: number; readonly waiting: (() => void)[] }>();
  /** Requests that were sent to the client and are open, by the id of the approval or request. Aborting withdraws the request. */
  readonly #sent = new Map<string, AbortController>();
  readonly #reported = new Set<string>();
  readonly #atEnd: (() => void)[] = [];
  /** The client is gone. What it still began must keep no place for it. */
  #ended = false;
  /** The place of the event that is being shown. */
  #place: Place | undefined;

  constructor(options: ThreadSessionOptions) {
    this.#options = options;
  }

  /** Whether the client speaks v2: it has said what it can do, or has called a method of v2. Other clients get no messages of v2. */
  get active(): boolean {
    return this.hasSpoken || this.#options.client.capabilities !== undefined;
  }

  notify<M extends Method>(method: M, params: Notifications[M]): void {
    const stamp = this.#stamp();
    if (stamp && !this.declines(method)) this.#options.connection.notifyStamped(stamp, method, params);
  }

  notifyDelta<M extends Method>(
    method: M,
    key: string,
    text: string,
    withText: (text: string) => Notifications[M],
    isSpare = false,
  ): void {
    const stamp = this.#stamp();
    if (stamp && !this.declines(method))
      this.#options.connection.notifyDelta(stamp, method, key, text, withText, isSpare);
  }

  /** Resolves when the client has caught up with what was sent; undefined when it keeps up now. */
  caughtUp(): Promise<void> | undefined {
    return this.#options.connection.caughtUp();
  }

  /** Reports something about the server as a whole, once. */
  reportOnce({ about, message }: Finding): void {
    if (this.#reported.has(about)) return;
    this.#reported.add(about);
    this.notify('configWarning', { summary: message, details: null });
  }

  /** The answer is not checked. Rejects when the client answers with an error, or leaves. */
  askForTokens(previousAccountId: string, signal: AbortSignal): Promise<unknown> {
    const params = { reason: 'unauthorized', previousAccountId } as const;
    return this.#options.connection.sendRequest('account/chatgptAuthTokens/refresh', params, signal).reply;
  }

  /** From now on the client gets every event of the thread once. `shown` is what its reply shows of it; `missed` comes before all others. */
  subscribe(conversation: Conversation, shown?: Shown, missed: readonly ConversationEvent[] = []): void {
    if (this.#ended) return conversation.subscribers.forget(this);
    const { id } = conversation;
    if (this.#subscriptions.get(id)?.conversation === conversation) return;
    const subscription = { conversation, projection: new LiveProjection(id, this, shown), after: 0 };
    const deliver = this.#add(subscription);
    for (const event of missed) this.#deliver(subscription, event);
    conversation.subscribers.follow(this, deliver);
  }

  /** The same for a client that comes back: it gets what it has missed. */
  resumeSubscription(conversation: Conversation, { recent: { events, tokens }, after }: ComingBack): void {
    if (this.#ended) return;
    const projection = new LiveProjection(conversation.id, this, { tokens });
    const joined = shownUntilNow(conversation);
    this.#options.client.reports?.tell({ conversationId: conversation.id, via: 'v2', joined });
    const deliver = this.#add({ conversation, projection, after });
    conversation.subscribers.reserveAfter(this, events);
    conversation.subscribers.subscribe(this, deliver, { answers: true });
  }

  #add(subscription: Subscription): (event: ConversationEvent) => void {
    const { id } = subscription.conversation;
    this.#subscriptions.set(id, subscription);
    return (event) => this.whenReleased(id, () => this.#deliver(subscription, event));
  }

  /** Tells another server what its client is shown of the thread from the start. */
  reportJoined({ id: conversationId }: Conversation, turns: readonly TurnState[]): void {
    this.#options.client.reports?.tell({ conversationId, via: 'v2', joined: shownByTurns(turns) });
  }

  /** Turns were taken back, and their token counts with them. */
  recount({ id, usage }: Conversation): void {
    this.#subscriptions.get(id)?.projection.recount(usage.snapshot().tokens);
  }

  /** False when it was not subscribed. */
  unsubscribe(threadId: string): boolean {
    const subscription = this.#subscriptions.get(threadId);
    if (!subscription) return false;
    this.#subscriptions.delete(threadId);
    this.#options.client.reports?.tell({ conversationId: threadId, via: 'v2', left: true });
    subscription.conversation.subscribers.forget(this);
    return true;
  }

  /** Notifications about the thread wait for a reply. Each call wants one `release`. */
  hold(threadId: string): void {
    const held = this.#held.get(threadId);
    if (held) held.replies++;
    else this.#held.set(threadId, { replies: 1, waiting: [] });
  }

  release(threadId: string): void {
    const held = this.#held.get(threadId);
    if (!held || --held.replies > 0) return;
    this.#held.delete(threadId);
    for (const action of held.waiting) action();
  }

  /** What the work causes is notified after its reply, or at once when it fails. */
  async replyFirst<T>(threadId: string, call: Call, work: () => Promise<T>): Promise<T> {
    this.hold(threadId);
    try {
      const result = await work();
      call.afterReply(() => this.release(threadId));
      return result;
    } catch (e) {
      this.release(threadId);
      throw e;
    }
  }

  whenReleased(threadId: string, action: () => void): void {
    const held = this.#held.get(threadId);
    if (held) held.waiting.push(action);
    else action();
  }

  /** Runs the action when the client is gone. */
  untilEnd(action: () => void): void {
    if (this.#ended) action();
    else this.#atEnd.push(action);
  }

  /** The client is gone. */
  end(): void {
    this.#ended = true;
    for (const { conversation } of this.#subscriptions.values()) conversation.subscribers.forget(this);
    this.#subscriptions.clear();
    this.#held.clear();
    for (const watch of this.watches.values()) watch.close();
    this.watches.clear();
    this.skillWatch?.close();
    for (const { running } of this.searches.values()) running.abort();
    this.searches.clear();
    for (const action of this.#atEnd.splice(0)) action();
  }

  declines(method: string): boolean {
    return this.#options.client.capabilities?.optOut.has(method) ?? false;
  }

  #deliver(subscription: Subscription, event: ConversationEvent): void {
    const { reports } = this.#options.client;
    if (reports) reports.around(subscription.conversation.id, 'v2', event, () => this.#show(subscription, event));
    else this.#show(subscription, event);
  }

  #show({ conversation, projection, after }: Subscription, event: ConversationEvent): void {
    this.#place = isKept(event) ? placeIn(conversation, event, after) : undefined;
    projection.show(event);
    this.#place = undefined;
    const { body } = event;
    switch (body.type) {
      case 'approval-requested':
        return this.#sendApproval(conversation, projection, body.approval);
      case 'input-requested':
        return this.#sendRequest(conversation, body.request);
      case 'approval-resolved':
        return this.#withdraw(body.approvalId);
      case 'input-resolved':
        return this.#withdraw(body.requestId);
      case 'closed':
        this.unsubscribe(conversation.id);
    }
  }

  /** The place of the next notification; undefined when the client has it already. */
  #stamp(): Stamp | undefined {
    const emittedAtMs = this.#options.now();
    const place = this.#place;
    if (!place) return { emittedAtMs };
    const seq = nextSeq(place);
    if (seq === undefined) return undefined;
    return this.#options.client.wantsSeq ? { emittedAtMs, seq, epoch: place.conversation.epoch } : { emittedAtMs };
  }

  #sendApproval(conversation: Conversation, projection: LiveProjection, approval: Approval): void {
    if (!conversation.approvals.isOpen(approval.id)) return;
    const command = projection.openCommand(approval.itemId);
    const { connection } = this.#options;
    this.#request(approval.id, (withdrawn) => {
      const { requestId } = requestDecision(connection, { conversation, approval, command, withdrawn });
      return () => this.#resolved(conversation, requestId);
    });
  }

  #sendRequest(conversation: Conversation, request: ClientRequest): void {
    if (!conversation.requests.isOpen(request.id)) return;
    const { connection } = this.#options;
    this.#request(request.id, (withdrawn) => {
      const { requestId } = sendClientRequest(connection, conversation, request, withdrawn);
      // The end of the item has the same content.
      return request.request.kind === 'dynamic-tool' ? () => {} : () => this.#resolved(conversation, requestId);
    });
  }

  /** Sends a request. The function that `send` returns is called when the request needs no answer any more. */
  #request(id: string, send: (withdrawn: AbortSignal) => () => void): void {
    if (this.#sent.has(id)) return;
    const withdrawal = new AbortController();
    this.#sent.set(id, withdrawal);
    const resolved = send(withdrawal.signal);
    withdrawal.signal.addEventListener('abort', () => {
      this.#sent.delete(id);
      resolved();
    });
  }

  #resolved(conversation: Conversation, requestId: number): void {
    this.notify('serverRequest/resolved', { threadId: conversation.id, requestId });
  }

  #withdraw(id: string): void {
    this.#sent.get(id)?.abort();
  }
}

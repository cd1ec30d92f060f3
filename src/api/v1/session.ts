import type { EventMsg } from '../../../protocol/rollout/events.js';
import type { ServerNotifications } from '../../../protocol/server-messages.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import type { Finding } from '../../core/ports/index.js';
import type { Approval } from '../../domain/approval.js';
import type { ConversationEvent, TextDelta } from '../../domain/events.js';
import type { TurnState } from '../../domain/turn-state.js';
import { NO_STAMP, type Stamp } from '../../rpc/notification.js';
import type { ClientFacts } from '../client.js';
import { isKept, nextSeq, type Place, placeIn } from '../places.js';
import { shownByHistory, shownUntilNow } from '../shown.js';
import type { ClientConnection, requestDecision } from './approvals.js';
import { compactionOf, DELTAS, diagnosticsOf, liveMessages } from './project.js';

/** What one connection has set up: whether it has initialized, and to which conversations it subscribes. */
export class Session {
  readonly client: ClientFacts;
  /** Set when the handlers are loaded. It needs the schemas, and `initialize` must not wait for these. */
  requestDecision: typeof requestDecision | undefined;
  /** Searches that run, by the tokens that the client gave them. */
  readonly searches = new Map<string, AbortController>();
  readonly notify: ClientConnection['notify'];
  readonly #connection: ClientConnection;
  /** By subscription id; undefined once the conversation is closed. */
  readonly #subscriptions = new Map<string, Conversation | undefined>();
  /** Conversations in which this session has a place, subscribed or not. */
  readonly #opened = new Set<Conversation>();
  /** With more conversations than this, closed ones are searched and removed. */
  #sweepAt = 16;
  /** Approval requests that were sent to the client and are open, by approval id. Aborting withdraws the request. */
  readonly #sent = new Map<string, AbortController>();
  readonly #reported = new Set<string>();
  readonly #atEnd: (() => void)[] = [];
  /** The client is gone. What it still began must keep no place for it. */
  #ended = false;

  get initialized(): boolean {
    return this.client.initialized;
  }

  constructor(connection: ClientConnection, client: ClientFacts) {
    this.client = client;
    this.#connection = connection;
    this.notify = connection.notify.bind(connection);
  }

  /** Reports something about the server as a whole, once. */
  reportOnce({ about, message, error }: Finding): void {
    if (this.#reported.has(about)) return;
    this.#reported.add(about);
    this.notify('turnwire/diagnostics', { level: 'warning', message, error });
  }

  /** The client has begun or loaded the conversation, and was shown these turns; its place there is given up when the client is gone. */
  opened(conversation: Conversation, turns?: readonly TurnState[]): void {
    if (this.#ended) return conversation.subscribers.forget(this);
    const { id: conversationId } = conversation;
    if (turns) this.client.reports?.tell({ conversationId, via: 'v1', joined: shownByHistory(turns) });
    this.#opened.add(conversation);
    if (this.#opened.size <= this.#sweepAt) return;
    for (const known of this.#opened) if (known.closed) this.#opened.delete(known);
    this.#sweepAt = 2 * this.#opened.size + 16;
  }

  /** Each event is sent once, also when the conversation has several subscriptions here. `after`: the client has all notifications up to this place. */
  subscribe(subscription: string, conversation: Conversation, after = 0): void {
    if (this.#ended) return conversation.subscribers.forget(this);
    const { id: conversationId } = conversation;
    const joined = shownUntilNow(conversation);
    this.client.reports?.tell({ conversationId, via: 'v1', listens: subscription, joined });
    this.#subscriptions.set(subscription, conversation);
    this.#opened.add(conversation);
    conversation.subscribers.subscribe(this, (event) => this.#deliver(placeIn(conversation, event, after), event));
  }

  /** False when there is no such subscription. */
  unsubscribe(subscription: string): boolean {
    if (!this.#subscriptions.has(subscription)) return false;
    const conversation = this.#subscriptions.get(subscription);
    this.#subscriptions.delete(subscription);
    if (conversation)
      this.client.reports?.tell({ conversationId: conversation.id, via: 'v1', listensNoMore: subscription });
    if (conversation && ![...this.#subscriptions.values()].includes(conversation))
      conversation.subscribers.unsubscribe(this);
    return true;
  }

  /** Runs the action when the client is gone. */
  untilEnd(action: () => void): void {
    if (this.#ended) action();
    else this.#atEnd.push(action);
  }

  /** The client is gone. */
  end(): void {
    this.#ended = true;
    for (const conversation of this.#opened) conversation.subscribers.forget(this);
    this.#opened.clear();
    this.#subscriptions.clear();
    for (const action of this.#atEnd.splice(0)) action();
  }

  /** Shows what happened while the client was with another server. */
  catchUp(conversation: Conversation, missed: readonly ConversationEvent[]): void {
    for (const event of missed) this.#deliver(placeIn(conversation, event, 0), event);
  }

  #deliver(place: Place, event: ConversationEvent): void {
    const { reports } = this.client;
    if (reports) reports.around(place.conversation.id, 'v1', event, () => this.#show(place, event));
    else this.#show(place, event);
  }

  #show(place: Place, event: ConversationEvent): void {
    const { conversation } = place;
    const { id: conversationId } = conversation;
    const { body, operation: id } = event;
    if (body.type === 'text-delta') return this.#deliverDelta(place, id, body);
    for (const msg of liveMessages(body)) {
      const params = { id, msg, conversationId };
      const stamp = this.#stamp(place);
      // The end event of the command repeats all of its output.
      if (stamp && body.type === 'output-delta') this.#connection.notifySpare(stamp, `codex/event/${msg.type}`, params);
      else if (stamp) this.#connection.notifyStamped(stamp, `codex/event/${msg.type}`, params);
    }
    const diagnostics = diagnosticsOf(conversationId, event);
    if (diagnostics) this.#tell(place, 'turnwire/diagnostics', diagnostics);
    const compaction = compactionOf(conversationId, event);
    if (compaction) this.#tell(place, 'turnwire/compaction', compaction);
    if (body.type === 'approval-requested') this.#send(conversation, body.approval);
    else if (body.type === 'approval-resolved') this.#withdraw(body.approvalId);
    else if (body.type === 'closed') this.#close(conversation);
  }

  #deliverDelta(place: Place, id: string, { part, itemId, text }: TextDelta): void {
    const type = DELTAS[part];
    const { id: conversationId } = place.conversation;
    const withText = (delta: string) => ({ id, msg: { type, delta } as EventMsg, conversationId });
    const stamp = this.#stamp(place);
    if (stamp) this.#connection.notifyDelta(stamp, `codex/event/${type}`, `${itemId} ${part}`, text, withText);
  }

  #tell<M extends keyof ServerNotifications>(place: Place, method: M, params: ServerNotifications[M]): void {
    const stamp = this.#stamp(place);
    if (stamp) this.#connection.notifyStamped(stamp, method, params);
  }

  /** The place of the next notification; undefined when the client has it already. */
  #stamp(place: Place): Stamp | undefined {
    if (!isKept({ seq: place.event })) return NO_STAMP;
    const seq = nextSeq(place);
    if (seq === undefined) return undefined;
    return this.client.wantsSeq ? { seq, epoch: place.conversation.epoch } : NO_STAMP;
  }

  #send(conversation: Conversation, approval: Approval): void {
    if (!this.requestDecision || this.#sent.has(approval.id) || !conversation.approvals.isOpen(approval.id)) return;
    const withdrawal = new AbortController();
    this.#sent.set(approval.id, withdrawal);
    void this.requestDecision(this.#connection, conversation, approval, withdrawal.signal).finally(() =>
      this.#sent.delete(approval.id),
    );
  }

  #withdraw(approvalId: string): void {
    this.#sent.get(approvalId)?.abort();
  }

  /** The subscriptions stay known, so that they can be removed; the conversation does not. */
  #close(conversation: Conversation): void {
    this.#opened.delete(conversation);
    for (const [id, subscribed] of this.#subscriptions) {
      if (subscribed === conversation) this.#subscriptions.set(id, undefined);
    }
  }
}

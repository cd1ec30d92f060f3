import type { Failure } from '../../../protocol/errors.js';
import type { EventMsg } from '../../../protocol/rollout/events.js';
import type { ServerMessages } from '../../../protocol/server-messages.js';
import type { Conversation } from '../../core/conversation/conversation.js';
import type { Emitted } from '../../core/events.js';
import { isDelta } from '../../core/events.js';
import type { Finding } from '../../core/ports/index.js';
import type { Connection } from '../../rpc/connection.js';
import type { askClient } from './ask-client.js';
import { project } from './project.js';

export type ClientConnection = Pick<Connection<ServerMessages>, 'notify' | 'notifyDelta' | 'request'>;

/** What one connection has set up: whether it said hello, and to what it listens. */
export class Session {
  initialized = false;
  /** Comes with the handlers: it needs the schemas, which `initialize` must not wait for. */
  ask: typeof askClient | undefined;
  /** Searches that run, by the tokens that the client gave them. */
  readonly searches = new Map<string, AbortController>();
  readonly notify: ClientConnection['notify'];
  readonly #connection: ClientConnection;
  readonly #subscriptions = new Map<string, Conversation>();
  readonly #told = new Set<string>();
  readonly #atEnd: (() => void)[] = [];

  constructor(connection: ClientConnection) {
    this.#connection = connection;
    this.notify = connection.notify.bind(connection);
  }

  /** Tells something about the server as a whole, unless that is told already. */
  tellOnce({ about, message, error }: Finding): void {
    if (this.#told.has(about)) return;
    this.#told.add(about);
    this.notify('turnwire/diagnostics', { level: 'warning', message, error });
  }

  /** However many subscriptions a conversation has here, each event is sent once. */
  subscribe(subscription: string, conversation: Conversation): void {
    this.#subscriptions.set(subscription, conversation);
    conversation.attach(this, (emitted) => this.#deliver(conversation.id, emitted));
  }

  /** False when there is no such subscription. */
  unsubscribe(subscription: string): boolean {
    const conversation = this.#subscriptions.get(subscription);
    if (!conversation) return false;
    this.#subscriptions.delete(subscription);
    if (![...this.#subscriptions.values()].includes(conversation)) conversation.detach(this);
    return true;
  }

  /** Runs the action when the client is gone. */
  untilEnd(action: () => void): void {
    this.#atEnd.push(action);
  }

  /** The client is gone: its conversations keep their events for the next listener. */
  end(): void {
    for (const conversation of new Set(this.#subscriptions.values())) conversation.detach(this);
    this.#subscriptions.clear();
    for (const action of this.#atEnd.splice(0)) action();
  }

  /** v1's `error` event has nothing but a text. */
  #explain(conversationId: string, message: string, error: Failure): void {
    this.#connection.notify('turnwire/diagnostics', { level: 'error', message, conversationId, error });
  }

  #warn(conversationId: string, message: string): void {
    this.#connection.notify('turnwire/diagnostics', { level: 'warning', message, conversationId });
  }

  #reportRestored(conversationId: string, path: string): void {
    const message = 'The rollout was gone and has been written again.';
    const error = { code: 'io_error', reason: 'no such file', path } as const;
    this.#connection.notify('turnwire/diagnostics', { level: 'warning', message, conversationId, error });
  }

  #deliver(conversationId: string, { submission, event }: Emitted): void {
    if (event.type === 'log-restored') return this.#reportRestored(conversationId, event.path);
    if (event.type === 'compaction') {
      const { type: _, ...what } = event;
      return this.#connection.notify('turnwire/compaction', { conversationId, id: submission, ...what });
    }
    if (event.type === 'warned') return this.#warn(conversationId, event.message);
    const msg = project(event);
    if (!msg) return;
    const method = `codex/event/${msg.type}` as const;
    if (!isDelta(event)) {
      this.#connection.notify(method, { id: submission, msg, conversationId });
      if (event.type === 'failed' && event.cause) this.#explain(conversationId, event.message, event.cause);
      if (event.type === 'asked') void this.ask?.(this.#connection, conversationId, event.open);
      return;
    }
    const withText = (delta: string) => ({ id: submission, msg: { ...msg, delta } as EventMsg, conversationId });
    this.#connection.notifyDelta(method, `${conversationId} ${submission} ${msg.type}`, event.text, withText);
  }
}

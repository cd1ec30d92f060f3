import type { ErrorCode } from '../../protocol/errors.js';
import { AppError } from '../../protocol/errors.js';
import type { LeaseOwner, Ownership } from '../core/ports/index.js';
import { isJsonObject } from '../domain/json.js';
import { type Call, PeerGone, type RpcLog } from '../rpc/connection.js';
import type { IdText } from '../rpc/message.js';
import { Link, OwnerGone, reachOwner } from './link.js';
import { Reply } from './reply.js';

/** The connection of the client whose messages are relayed. */
export interface ClientSide {
  forward(text: string): void;
  caughtUp(): Promise<void> | undefined;
  sendRequest(
    method: string,
    params: unknown,
    signal: AbortSignal,
  ): { readonly requestId: number; readonly reply: Promise<unknown> };
}

export interface RelayOptions {
  readonly home: string;
  readonly version: string;
  readonly client: ClientSide;
  /** The params of the client's `initialize`. */
  readonly introduction: () => unknown;
  readonly ownerOf: (name: string) => Ownership | undefined;
  readonly log: RpcLog;
}

/** How often a request follows a conversation whose owner changes while the request is on its way. */
const MAX_TRIES = 5;

/**
 * Relays what one client asks about conversations that other processes own. For each owner it has a connection of its own, on which it is the same client:
 * the owner keeps its subscriptions and answers it as it would answer the client.
 */
export class Relay {
  readonly #options: RelayOptions;
  /** By owner. */
  readonly #links = new Map<string, Promise<Link | undefined>>();
  /** Where requests about a conversation went last. */
  readonly #routes = new Map<string, Link>();
  /** Conversations by the names that only this connection has for them: subscriptions, and open requests. */
  readonly #names = new Map<string, string>();
  /** Owners that were waited for in vain. */
  readonly #unreachable = new Set<string>();
  #ended = false;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  /** The conversation, when requests about it are relayed. */
  conversationOf(name: string): string | undefined {
    const known = this.#names.get(name);
    return known !== undefined && this.#routes.has(known) ? known : undefined;
  }

  isRouted(conversationId: string): boolean {
    const link = this.#routes.get(conversationId);
    return link !== undefined && !link.closed;
  }

  /** The client is gone. */
  end(): void {
    this.#ended = true;
    for (const link of this.#links.values()) void link.then((reached) => reached?.close());
  }

  /** Sends the request to the owner. `here` handles it when there is none that could be reached. */
  relay(call: Call, conversationId: string, here: () => unknown, reply: Reply): void {
    this.#names.set(nameOfCall(call.id), conversationId);
    void this.#send(call, conversationId, here, reply, 0);
  }

  async #send(call: Call, conversationId: string, here: () => unknown, reply: Reply, tries: number): Promise<void> {
    const link = await this.#linkFor(conversationId);
    if (!link) return reply.follow(here);
    this.#routes.set(conversationId, link);
    link.request(call.id, call.method, call.params, {
      answered: (result) => {
        this.#names.delete(nameOfCall(call.id));
        this.#noteSubscription(conversationId, result);
        reply.resolve(result);
        return reply.settled;
      },
      refused: (error) => {
        if (tries < MAX_TRIES && (error instanceof OwnerGone || hasCode(error, 'conversation_busy'))) {
          void this.#send(call, conversationId, here, reply, tries + 1);
          return undefined;
        }
        this.#names.delete(nameOfCall(call.id));
        reply.reject(error);
        return reply.settled;
      },
    });
  }

  /** The connection to the present owner; without one, to the last owner while it lives. */
  async #linkFor(conversationId: string): Promise<Link | undefined> {
    const owner = this.#options.ownerOf(conversationId)?.owner;
    if (owner === 'here') return undefined;
    if (owner) return this.#linkTo(owner);
    const link = this.#routes.get(conversationId);
    return link?.closed === false ? link : undefined;
  }

  async #linkTo(owner: LeaseOwner): Promise<Link | undefined> {
    const { instance } = owner;
    const known = this.#links.get(instance) ?? this.#connect(owner);
    this.#links.set(instance, known);
    const link = await known;
    if (link && !link.closed) return link;
    if (this.#links.get(instance) === known) this.#links.delete(instance);
    return undefined;
  }

  async #connect(owner: LeaseOwner): Promise<Link | undefined> {
    const { home, version, introduction } = this.#options;
    const socket = await reachOwner(home, owner, { version, wait: !this.#unreachable.has(owner.instance) });
    if (!socket) {
      this.#unreachable.add(owner.instance);
      return undefined;
    }
    const link: Link = new Link(socket, {
      notification: (method, params, line) => this.#notified(link, method, params, line),
      request: (id, method, params) => void this.#asked(link, id, method, params),
      closed: () => this.#lost(link),
    });
    if (this.#ended) link.close();
    const greeted = new Reply();
    link.request(JSON.stringify(owner.instance), 'initialize', introduction(), {
      answered: (result) => void greeted.resolve(result),
      refused: (error) => void greeted.reject(error),
    });
    return greeted.promise.then(
      () => link,
      () => undefined,
    );
  }

  #notified(link: Link, method: string, params: unknown, line: string): Promise<void> | undefined {
    const { client } = this.#options;
    const conversationId = conversationIn(params);
    if (conversationId === undefined || this.#routes.get(conversationId) !== link) return undefined;
    if (method === 'serverRequest/resolved') this.#resolved(link, params as Resolved);
    else client.forward(line);
    return client.caughtUp();
  }

  /** Requests that the client was sent for an owner: by the owner's id. */
  readonly #asking = new Map<Link, Map<IdText, { readonly requestId: number; readonly withdrawal: AbortController }>>();

  async #asked(link: Link, id: IdText, method: string, params: unknown): Promise<void> {
    const withdrawal = new AbortController();
    const { requestId, reply } = this.#options.client.sendRequest(method, params, withdrawal.signal);
    const asking = this.#asking.get(link) ?? new Map();
    this.#asking.set(link, asking.set(id, { requestId, withdrawal }));
    try {
      link.answer(id, { result: await reply });
    } catch (e) {
      if (withdrawal.signal.aborted || e instanceof PeerGone) return;
      link.answer(id, { error: { code: -32600, message: (e as Error).message } });
    }
  }

  /** The request needs no answer any more; the client knows it by another id. */
  #resolved(link: Link, params: Resolved): void {
    const asking = this.#asking.get(link);
    const id = JSON.stringify(params.requestId);
    const asked = asking?.get(id);
    if (!asked) return;
    asking?.delete(id);
    asked.withdrawal.abort();
    const told = { method: 'serverRequest/resolved', params: { ...params, requestId: asked.requestId } };
    this.#options.client.forward(JSON.stringify(told));
  }

  #lost(link: Link): void {
    for (const { withdrawal } of this.#asking.get(link)?.values() ?? []) withdrawal.abort();
    this.#asking.delete(link);
    for (const [id, routed] of this.#routes) if (routed === link) this.#routes.delete(id);
  }

  #noteSubscription(conversationId: string, result: unknown): void {
    if (!isJsonObject(result) || typeof result.subscriptionId !== 'string') return;
    this.#names.set(result.subscriptionId, conversationId);
  }
}

interface Resolved {
  readonly threadId: string;
  readonly requestId: number | string;
}

/** The name by which other requests name this one. */
const nameOfCall = (id: IdText): string => String(JSON.parse(id));

export const hasCode = (error: unknown, code: ErrorCode): error is AppError =>
  AppError.is(error) && error.code === code;

/** The conversation that a message of a server is about. */
function conversationIn(params: unknown): string | undefined {
  if (!isJsonObject(params)) return undefined;
  const { threadId, conversationId, sessionId, thread } = params;
  const id = threadId ?? conversationId ?? sessionId ?? (isJsonObject(thread) ? thread.id : undefined);
  return typeof id === 'string' ? id : undefined;
}

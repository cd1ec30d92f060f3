import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type ErrorCode } from '../../protocol/errors.js';
import type { LeaseOwner, Ownership } from '../core/ports/index.js';
import { isJsonObject } from '../domain/json.js';
import { ENDING, REJOIN, REPORT, type Rejoining, type Report } from '../domain/relayed.js';
import type { RpcLog } from '../rpc/connection.js';
import type { Addressed } from '../rpc/dispatch.js';
import type { IdText } from '../rpc/message.js';
import { Book } from './book.js';
import { Link, OwnerGone, reachOwner } from './link.js';
import { Reply } from './reply.js';
import { type ClientSide, ServerRequests } from './server-requests.js';

export interface RelayOptions {
  readonly home: string;
  readonly version: string;
  readonly client: ClientSide;
  /** The params of the client's `initialize`. */
  readonly introduction: () => unknown;
  readonly ownerOf: (name: string) => Ownership | undefined;
  /** Loads a conversation whose owner has ended, and continues to serve its client. */
  readonly rejoin: (rejoining: Rejoining) => Promise<void>;
  readonly log: RpcLog;
}

/** A request about a conversation, on its way. */
interface Relayed extends Addressed {
  readonly conversationId: string;
  readonly reply: Reply;
  tries: number;
}

/** How often a request follows a conversation whose owner changes while the request is on its way. */
const MAX_TRIES = 5;
/** How often another owner is looked for, and the pause in milliseconds before one that could not be reached is tried again. */
const MAX_CHANGES = 100;
const PAUSE_MS = 100;

/**
 * Relays what one client asks about conversations that other servers own. For each owner it has a connection of its own, on which it is the same client:
 * the owner keeps its subscriptions and answers it as it would answer the client. When an owner ends, the conversations that the client follows get the next
 * one.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #asked: ServerRequests;
  /** By owner. */
  readonly #links = new Map<string, Promise<Link | undefined>>();
  /** Owners that did not answer in time. */
  readonly #unreachable = new Set<string>();
  /** Where requests about a conversation go. */
  readonly #routes = new Map<string, Link>();
  readonly #books = new Map<string, Book>();
  /** Conversations that get another owner now. */
  readonly #changing = new Map<string, Promise<void>>();
  /** Conversations by the names that only this connection has for them: subscriptions, and open requests. */
  readonly #names = new Map<string, string>();
  #ended = false;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#asked = new ServerRequests(options.client);
  }

  /** The conversation with this name on this connection. */
  conversationOf(name: string): string | undefined {
    return this.#names.get(name);
  }

  /** Whether the conversation has an owner that is reached already. */
  isRouted(conversationId: string): boolean {
    return this.#routes.has(conversationId);
  }

  /** Whether the conversation gets another owner now: requests wait for it. */
  isChanging(conversationId: string): boolean {
    return this.#changing.has(conversationId);
  }

  /** The client is gone. */
  end(): void {
    this.#ended = true;
    for (const link of this.#links.values()) void link.then((reached) => reached?.close());
  }

  /** Sends the request to the owner. It is handled here when there is none, or none that can be reached. */
  relay(request: Addressed, conversationId: string, reply: Reply): void {
    const name = nameOfCall(request.call.id);
    this.#names.set(name, conversationId);
    void reply.settled.then(() => this.#names.delete(name));
    // With a key, a message is sent only once even if its owner ends before it answers.
    const sent = request.withKey?.(randomUUID()) ?? request;
    this.#send({ ...sent, conversationId, reply, tries: 0 }).catch(reply.reject);
  }

  async #send(relayed: Relayed): Promise<void> {
    const { call, conversationId, here, reply } = relayed;
    while (this.#changing.has(conversationId)) await this.#changing.get(conversationId);
    const link = await this.#linkFor(conversationId);
    if (!link) return reply.follow(here);
    this.#routes.set(conversationId, link);
    link.request(call.id, call.method, call.params, {
      answered: (result) => {
        reply.resolve(result);
        return reply.settled;
      },
      refused: (error) => this.#refused(relayed, link, error),
    });
  }

  #refused(relayed: Relayed, link: Link, error: OwnerGone | AppError): Promise<unknown> | undefined {
    const { conversationId, reply } = relayed;
    const isElsewhere = hasCode(error, 'conversation_busy');
    if (relayed.tries++ < MAX_TRIES && (isElsewhere || mayRepeat(relayed, link, error))) {
      if (isElsewhere) this.#routes.delete(conversationId);
      // An owner that refuses because it ends is waited for.
      const gone = AppError.is(error) && !isElsewhere ? link.gone : undefined;
      Promise.resolve(gone)
        .then(() => this.#send(relayed))
        .catch(reply.reject);
      return undefined;
    }
    const { why = undefined } = error instanceof OwnerGone ? error : hasCode(error, 'shutting_down') ? GONE : {};
    reply.reject(why ? withoutAnswer(conversationId, why) : error);
    return reply.settled;
  }

  /** The connection to the present owner; while there is none, to the last owner as long as it lives: it has the conversation in memory. */
  async #linkFor(conversationId: string): Promise<Link | undefined> {
    const owner = this.#options.ownerOf(conversationId)?.owner;
    if (owner === 'here') return undefined;
    const known = this.#routes.get(conversationId);
    if (known?.ending) {
      await known.gone;
      await this.#changing.get(conversationId);
      return this.#linkFor(conversationId);
    }
    if (!owner) return known?.closed === false ? known : undefined;
    return this.#linkTo(owner, conversationId);
  }

  async #linkTo(owner: LeaseOwner, conversationId: string): Promise<Link | undefined> {
    const { instance } = owner;
    const known = this.#links.get(instance) ?? this.#connect(owner, conversationId);
    this.#links.set(instance, known);
    const link = await known;
    if (link && !link.closed) return link;
    if (this.#links.get(instance) === known) this.#links.delete(instance);
    // The connection was cut off, or the owner is about to end. One more attempt shows which.
    return link ? this.#linkTo(owner, conversationId) : undefined;
  }

  async #connect(owner: LeaseOwner, conversationId: string): Promise<Link | undefined> {
    const { home, version, introduction } = this.#options;
    const { instance } = owner;
    const socket = await reachOwner(home, owner, {
      version,
      wait: !this.#unreachable.has(instance),
      owns: () => this.#ownerElsewhere(conversationId)?.instance === instance,
    });
    if (!socket) {
      this.#unreachable.add(instance);
      return undefined;
    }
    const link: Link = new Link(socket, {
      notification: (method, params, line) => this.#notified(link, method, params, line),
      request: (id, method, params) => this.#ask(link, id, method, params),
      closed: () => this.#lost(link),
    });
    if (this.#ended) link.close();
    return request(link, 'initialize', introduction()).then(
      () => link,
      () => undefined,
    );
  }

  #ownerElsewhere(conversationId: string): LeaseOwner | undefined {
    const owner = this.#options.ownerOf(conversationId)?.owner;
    return owner === 'here' ? undefined : owner;
  }

  #notified(link: Link, method: string, params: unknown, line: string): Promise<void> | undefined {
    const { client } = this.#options;
    if (method === ENDING) link.ending = true;
    const conversationId = conversationIn(params);
    if (conversationId === undefined || this.#routes.get(conversationId) !== link) return undefined;
    if (method === REPORT) this.#note(conversationId, params as Report);
    else
      this.#show(conversationId, () => {
        if (method === 'serverRequest/resolved')
          this.#asked.resolved(link, (params as { requestId: unknown }).requestId);
        else client.forward(line);
      });
    return client.caughtUp();
  }

  #ask(link: Link, id: IdText, method: string, params: unknown): void {
    const conversationId = conversationIn(params);
    const ask = (): void => void this.#asked.ask(link, id, method, params);
    if (conversationId !== undefined) this.#show(conversationId, ask);
  }

  #show(conversationId: string, message: () => void): void {
    const book = this.#books.get(conversationId);
    if (book) book.show(message);
    else message();
  }

  #note(conversationId: string, report: Report): void {
    if ('listens' in report) this.#names.set(report.listens, conversationId);
    const book = this.#books.get(conversationId) ?? new Book();
    this.#books.set(conversationId, book);
    book.note(report);
  }

  /** The owner is gone: the client gets another one for each conversation that it follows. */
  #lost(link: Link): void {
    this.#asked.lost(link);
    for (const [conversationId, routed] of [...this.#routes]) {
      if (routed !== link) continue;
      this.#routes.delete(conversationId);
      const book = this.#books.get(conversationId);
      if (!book?.isOpen || this.#ended) continue;
      const changing = this.#change(conversationId, book).finally(() => this.#changing.delete(conversationId));
      this.#changing.set(conversationId, changing);
    }
  }

  async #change(conversationId: string, book: Book): Promise<void> {
    const { ownerOf, rejoin, log } = this.#options;
    for (let tries = 0; tries < MAX_CHANGES && !this.#ended; tries++) {
      try {
        const owner = ownerOf(conversationId)?.owner;
        if (!owner || owner === 'here') {
          await rejoin(book.rejoining(conversationId));
          this.#books.delete(conversationId);
          return;
        }
        const link = await this.#linkTo(owner, conversationId);
        if (!link) {
          // A process that dies outlives its connection by some moments, and a new owner needs some for its socket.
          await delay(PAUSE_MS);
          continue;
        }
        this.#routes.set(conversationId, link);
        await request(link, REJOIN, book.rejoining(conversationId));
        return;
      } catch (err) {
        this.#routes.delete(conversationId);
        if (hasCode(err, 'conversation_busy') || err instanceof OwnerGone) continue; // another server was faster
        return log.warn({ err, conversationId }, 'a conversation whose owner has ended cannot be continued');
      }
    }
  }
}

let requests = 0;

/** A request of the relay's own. No client has this id for one of its requests. */
function request(link: Link, method: string, params: unknown): Promise<unknown> {
  const reply = new Reply();
  link.request(JSON.stringify(`turnwire-relay ${process.pid} ${requests++}`), method, params, {
    answered: (result) => void reply.resolve(result),
    refused: (error) => void reply.reject(error),
  });
  return reply.promise;
}

/** The name by which other requests name this one. */
const nameOfCall = (id: IdText): string => String(JSON.parse(id));

const hasCode = (error: unknown, code: ErrorCode): boolean => AppError.is(error) && error.code === code;

/** Whether the ended owner has not begun the request, or the request may run twice without harm. */
function mayRepeat({ idempotent }: Relayed, link: Link, error: OwnerGone | AppError): boolean {
  if (error instanceof OwnerGone) return error.why === 'gone' && (idempotent || !error.begun);
  return hasCode(error, 'shutting_down') && (idempotent || !link.ending);
}

const GONE = { why: 'gone' } as const;

function withoutAnswer(id: string, why: OwnerGone['why']): AppError {
  const what = why === 'gone' ? 'ended before it answered' : 'does not react';
  return new AppError('owner_gone', `the process that has conversation ${id} ${what}`, { id });
}

/** The conversation that a message of a server is about. */
function conversationIn(params: unknown): string | undefined {
  if (!isJsonObject(params)) return undefined;
  const { threadId, conversationId, sessionId, thread } = params;
  const id = threadId ?? conversationId ?? sessionId ?? (isJsonObject(thread) ? thread.id : undefined);
  return typeof id === 'string' ? id : undefined;
}

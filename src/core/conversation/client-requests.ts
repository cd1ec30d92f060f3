import type { AnswerTo, ClientAnswer, ClientRequest, ClientRequestBody } from '../../domain/client-request.js';
import type { ConversationEvent, EventBody, Origin } from '../../domain/events.js';

/** A request and the turn that it belongs to. */
export interface OpenRequest {
  readonly request: ClientRequest;
  readonly origin: Origin;
}

interface Open extends OpenRequest {
  readonly resolve: (answer: ClientAnswer | null) => void;
  readonly reject: (why: Error) => void;
}

export interface ClientRequestOptions {
  readonly emit: (origin: Origin, body: EventBody) => void;
  readonly newId: () => string;
  readonly now: () => number;
}

/**
 * What a conversation has asked its clients for. The first answer counts, and every subscriber hears of it. Without a client that can answer nothing is
 * asked, so that no tool waits for ever.
 */
export class ClientRequests {
  readonly #options: ClientRequestOptions;
  readonly #open = new Map<string, Open>();
  readonly #able = new Set<object>();

  constructor(options: ClientRequestOptions) {
    this.#options = options;
  }

  list(): readonly OpenRequest[] {
    return [...this.#open.values()];
  }

  isOpen(id: string): boolean {
    return this.#open.has(id);
  }

  /** The open ones as the events that told of them. */
  events(): ConversationEvent[] {
    return this.list().map(({ request, origin }) => {
      return { seq: 0, at: request.requestedAt, ...origin, body: { type: 'input-requested', request } };
    });
  }

  /** Whether any client can answer. */
  get answerable(): boolean {
    return this.#able.size > 0;
  }

  /** The subscriber answers requests from now on, until it leaves. */
  join(subscriber: object): void {
    this.#able.add(subscriber);
  }

  /** With no other that can answer, what is open stays without an answer. */
  leave(subscriber: object): void {
    if (!this.#able.delete(subscriber) || this.answerable) return;
    for (const id of [...this.#open.keys()]) this.answer(id, null);
  }

  /** Null when no client has answered, or not in a way that can be read. Rejects when the turn ends first. */
  async request<R extends ClientRequestBody>(origin: Origin, itemId: string, body: R): Promise<AnswerTo<R> | null> {
    if (!this.answerable) return null;
    return (await this.#ask(origin, itemId, body)) as AnswerTo<R> | null;
  }

  /** Null: the client cannot answer, or its answer cannot be read. False when it is not open any more. */
  answer(id: string, answer: ClientAnswer | null): boolean {
    const open = this.#close(id);
    open?.resolve(answer?.kind === open.request.request.kind ? answer : null);
    return open !== undefined;
  }

  endTurn(turnId: string): void {
    for (const { request } of this.list()) {
      if (request.turnId === turnId) this.#close(request.id)?.reject(new Error('the turn has ended'));
    }
  }

  #ask(origin: Origin, itemId: string, body: ClientRequestBody): Promise<ClientAnswer | null> {
    const { newId, now, emit } = this.#options;
    const request: ClientRequest = {
      id: newId(),
      turnId: origin.turnId ?? '',
      itemId,
      requestedAt: now(),
      request: body,
    };
    return new Promise((resolve, reject) => {
      this.#open.set(request.id, { request, origin, resolve, reject });
      emit(origin, { type: 'input-requested', request });
    });
  }

  #close(id: string): Open | undefined {
    const open = this.#open.get(id);
    if (!open) return undefined;
    this.#open.delete(id);
    this.#options.emit(open.origin, { type: 'input-resolved', requestId: id });
    return open;
  }
}

import { onAbort } from '../../domain/abort.js';
import type { AnswerTo, ClientAnswer, ClientRequest, ClientRequestBody } from '../../domain/client-request.js';
import type { ConversationEvent, Origin } from '../../domain/events.js';
import type { NobodyThere } from './nobody-there.js';
import { type OpenRequestOptions, OpenRequests } from './open-requests.js';

/** Requests of a conversation to its clients, other than approvals. Without a client that can answer, no request is sent, so no tool waits for ever. */
export class ClientRequests {
  readonly #open: OpenRequests<ClientRequestBody, ClientAnswer | null>;
  /** The subscribers that answer requests. */
  readonly #able = new Set<object>();

  readonly #nobody: NobodyThere;

  constructor(options: OpenRequestOptions & { readonly nobody: NobodyThere }) {
    this.#nobody = options.nobody;
    this.#open = new OpenRequests(options, {
      requested: (request) => ({ type: 'input-requested', request }),
      resolved: (requestId) => ({ type: 'input-resolved', requestId }),
    });
  }

  isOpen(id: string): boolean {
    return this.#open.isOpen(id);
  }

  events(): ConversationEvent[] {
    return this.#open.events();
  }

  /** Whether any client can answer. */
  get answerable(): boolean {
    return this.#able.size > 0;
  }

  /** The subscriber answers requests from now on, until it leaves. */
  join(subscriber: object): void {
    this.#able.add(subscriber);
  }

  list(): readonly ClientRequest[] {
    return this.#open.list();
  }

  /** The subscriber has left. When no other can answer, the open requests end without an answer, unless they may wait. */
  leave(subscriber: object): void {
    if (!this.#able.delete(subscriber) || this.answerable || this.#nobody.mayWait) return;
    this.endAll();
  }

  /** No request is answered. */
  endAll(): void {
    for (const { id } of this.#open.list()) this.answer(id, null);
  }

  /** Null when no client can answer, when the answer cannot be read, or when the request was withdrawn. Rejects when the turn ends first. */
  async request<R extends ClientRequestBody>(
    origin: Origin,
    itemId: string,
    body: R,
    withdrawn?: AbortSignal,
  ): Promise<AnswerTo<R> | null> {
    if (!(this.answerable || this.#nobody.mayWait) || withdrawn?.aborted) return null;
    const { id, answer } = this.#open.open(origin, itemId, body);
    this.#nobody.check();
    const forget = withdrawn && onAbort(withdrawn, () => this.answer(id, null));
    try {
      return (await answer) as AnswerTo<R> | null;
    } finally {
      forget?.();
    }
  }

  /** Null: the client cannot answer, or its answer cannot be read. False when the request is not open any more. */
  answer(id: string, answer: ClientAnswer | null): boolean {
    return this.#open.close(id, answer?.kind === this.#open.find(id)?.request.kind ? answer : null);
  }

  endTurn(turnId: string): void {
    this.#open.endTurn(turnId);
  }
}

import { PeerGone } from '../rpc/connection.js';
import type { IdText } from '../rpc/message.js';
import type { Link } from './link.js';

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

interface Asked {
  readonly requestId: number;
  readonly threadId: unknown;
  readonly withdrawal: AbortController;
}

/** Requests of owners to the client: each side knows them by an id of its own. */
export class ServerRequests {
  readonly #client: ClientSide;
  /** By the owner's id. */
  readonly #asked = new Map<Link, Map<IdText, Asked>>();

  constructor(client: ClientSide) {
    this.#client = client;
  }

  /** Asks the client, and sends its answer to the owner. */
  async ask(link: Link, id: IdText, method: string, params: unknown): Promise<void> {
    const withdrawal = new AbortController();
    const { requestId, reply } = this.#client.sendRequest(method, params, withdrawal.signal);
    const { threadId } = params as { threadId?: unknown };
    const asked = this.#asked.get(link) ?? new Map<IdText, Asked>();
    this.#asked.set(link, asked.set(id, { requestId, threadId, withdrawal }));
    try {
      link.answer(id, { result: await reply });
    } catch (e) {
      if (withdrawal.signal.aborted || e instanceof PeerGone) return;
      link.answer(id, { error: { code: -32600, message: (e as Error).message } });
    }
  }

  /** The owner needs no answer any more: tells the client, which knows the request by its own id. */
  resolved(link: Link, ownersId: unknown): void {
    const id = JSON.stringify(ownersId);
    const asked = this.#asked.get(link)?.get(id);
    this.#asked.get(link)?.delete(id);
    if (asked) this.#withdraw(asked);
  }

  /** The owner has ended: it no longer needs the answers. */
  lost(link: Link): void {
    for (const asked of this.#asked.get(link)?.values() ?? []) this.#withdraw(asked);
    this.#asked.delete(link);
  }

  /** v1 has no word for this. */
  #withdraw({ requestId, threadId, withdrawal }: Asked): void {
    withdrawal.abort();
    if (threadId === undefined) return;
    this.#client.forward(
      JSON.stringify({ method: 'serverRequest/resolved', params: { threadId, requestId }, emittedAtMs: Date.now() }),
    );
  }
}

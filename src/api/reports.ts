import type { ConversationEvent } from '../domain/events.js';
import { ENDING, REPORT, type Report, type Via } from '../domain/relayed.js';
import { keyOf } from './shown.js';

/** Tells another server what its client is shown. */
export class Reports {
  readonly #send: (line: string) => void;

  constructor(send: (line: string) => void) {
    this.#send = send;
  }

  tell(report: Report): void {
    this.#send(JSON.stringify({ method: REPORT, params: report }));
  }

  /** This server ends. It has not begun any request that it refused before this message. */
  ending(): void {
    this.#send(JSON.stringify({ method: ENDING }));
  }

  /** Delivers an event, so that the other server knows which messages belong to it. */
  around(conversationId: string, via: Via, { turnId, body }: ConversationEvent, deliver: () => void): void {
    const key = keyOf(body);
    if (key === undefined) return deliver();
    this.tell({ conversationId, via, begin: true });
    deliver();
    this.tell({ conversationId, via, end: key, turnId });
  }
}

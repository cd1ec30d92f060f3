import type { Approval, ApprovalDecision, ApprovalRequest } from '../../domain/approval.js';
import type { ConversationEvent, Origin } from '../../domain/events.js';
import type { NobodyThere } from './nobody-there.js';
import { type OpenRequestOptions, OpenRequests } from './open-requests.js';

export interface ApprovalOptions extends OpenRequestOptions {
  /** A client has answered, or the last one that could answer has left. */
  readonly answered: () => void;
  readonly nobody: NobodyThere;
}

/** The open approvals of a conversation. */
export class Approvals {
  readonly #open: OpenRequests<ApprovalRequest, ApprovalDecision>;
  readonly #answered: () => void;
  readonly #nobody: NobodyThere;
  /** By approval: how many connected clients have got the request and have not answered. */
  readonly #clients = new Map<string, number>();

  constructor(options: ApprovalOptions) {
    this.#answered = options.answered;
    this.#nobody = options.nobody;
    this.#open = new OpenRequests(options, {
      requested: (approval) => ({ type: 'approval-requested', approval }),
      resolved: (approvalId, decision) => ({ type: 'approval-resolved', approvalId, decision }),
    });
  }

  list(): readonly Approval[] {
    return this.#open.list();
  }

  isOpen(id: string): boolean {
    return this.#open.isOpen(id);
  }

  events(): ConversationEvent[] {
    return this.#open.events();
  }

  /** Rejects when the turn ends first. */
  request(origin: Origin, itemId: string, request: ApprovalRequest): Promise<ApprovalDecision> {
    const { answer } = this.#open.open(origin, itemId, request);
    this.#nobody.check();
    return answer;
  }

  /** False when it is not open any more. */
  answer(id: string, decision: ApprovalDecision): boolean {
    if (!this.isOpen(id)) return false;
    this.#clients.delete(id);
    this.#answered();
    return this.#open.close(id, decision);
  }

  /** The request is sent to one more client. */
  sent(id: string): void {
    if (this.isOpen(id)) this.#clients.set(id, (this.#clients.get(id) ?? 0) + 1);
  }

  /** A client that has the request has left. If no other client can answer, and it may not wait, the action is declined. False when it is still open. */
  left(id: string): boolean {
    if (!this.isOpen(id)) return false;
    const clients = (this.#clients.get(id) ?? 0) - 1;
    this.#clients.set(id, clients);
    return clients <= 0 && this.#nobody.declinesAtOnce && this.answer(id, 'decline');
  }

  endTurn(turnId: string): void {
    this.#open.endTurn(turnId);
    for (const id of this.#clients.keys()) if (!this.isOpen(id)) this.#clients.delete(id);
  }
}

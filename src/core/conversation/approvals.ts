import type { Approval, ApprovalDecision, ApprovalRequest } from '../../domain/approval.js';
import type { ConversationEvent, EventBody, Origin } from '../../domain/events.js';

/** An approval and the turn that it belongs to. */
export interface OpenApproval {
  readonly approval: Approval;
  readonly origin: Origin;
}

interface Open extends OpenApproval {
  readonly resolve: (decision: ApprovalDecision) => void;
  readonly reject: (why: Error) => void;
  /** Clients that have been asked and have neither answered nor left. */
  asked: number;
}

export interface ApprovalOptions {
  readonly emit: (origin: Origin, body: EventBody) => void;
  readonly newId: () => string;
  readonly now: () => number;
  /** A client has answered, or the last one that could has left. */
  readonly answered: () => void;
}

/** The approvals that a conversation has open. The first answer counts, and every subscriber hears of it. */
export class Approvals {
  readonly #options: ApprovalOptions;
  readonly #open = new Map<string, Open>();

  constructor(options: ApprovalOptions) {
    this.#options = options;
  }

  list(): readonly OpenApproval[] {
    return [...this.#open.values()];
  }

  isOpen(id: string): boolean {
    return this.#open.has(id);
  }

  /** The open ones as the events that told of them. */
  events(): ConversationEvent[] {
    return this.list().map(({ approval, origin }) => {
      return { seq: 0, at: approval.requestedAt, ...origin, body: { type: 'approval-requested', approval } };
    });
  }

  /** Rejects when the turn ends first. */
  request(origin: Origin, itemId: string, request: ApprovalRequest): Promise<ApprovalDecision> {
    const { newId, now, emit } = this.#options;
    const approval: Approval = { id: newId(), turnId: origin.turnId ?? '', itemId, requestedAt: now(), request };
    return new Promise((resolve, reject) => {
      this.#open.set(approval.id, { approval, origin, resolve, reject, asked: 0 });
      emit(origin, { type: 'approval-requested', approval });
    });
  }

  /** False when it is not open any more. */
  answer(id: string, decision: ApprovalDecision): boolean {
    if (!this.#open.has(id)) return false;
    this.#options.answered();
    this.#close(id, decision)?.resolve(decision);
    return true;
  }

  /** A client is being asked. */
  asked(id: string): void {
    const open = this.#open.get(id);
    if (open) open.asked++;
  }

  /** A client that was asked has left. With no other to answer, the action is declined; false when another client still can. */
  left(id: string): boolean {
    const open = this.#open.get(id);
    if (!open || --open.asked > 0) return false;
    return this.answer(id, 'decline');
  }

  endTurn(turnId: string): void {
    for (const { approval } of [...this.#open.values()]) {
      if (approval.turnId === turnId) this.#close(approval.id, null)?.reject(new Error('the turn has ended'));
    }
  }

  #close(id: string, decision: ApprovalDecision | null): Open | undefined {
    const open = this.#open.get(id);
    if (!open) return undefined;
    this.#open.delete(id);
    this.#options.emit(open.origin, { type: 'approval-resolved', approvalId: id, decision });
    return open;
  }
}

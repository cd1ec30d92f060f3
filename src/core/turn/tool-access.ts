import type { ApprovalDecision, ApprovalRequest } from '../../domain/approval.js';
import type { AnswerTo, ClientRequestBody } from '../../domain/client-request.js';
import { type EventBody, isPersisted } from '../../domain/events.js';
import { eventRecord } from '../../domain/record.js';
import type { ToolContext } from '../ports/index.js';
import type { TurnContext } from './context.js';
import type { TurnHost } from './host.js';
import type { OpenItems } from './open-items.js';

interface ToolAccessOptions {
  readonly host: TurnHost;
  readonly context: TurnContext;
  readonly open: OpenItems;
  readonly over: () => boolean;
  readonly attachImage: (url: string) => void;
}

/** The access of tools to their turn: they can emit events and send requests to the user. */
export class ToolAccess {
  readonly #options: ToolAccessOptions;

  constructor(options: ToolAccessOptions) {
    this.#options = options;
  }

  context(): ToolContext {
    const { host, context, attachImage } = this.#options;
    const { settings, grants, clock } = host;
    return {
      settings,
      grants,
      signal: context.signal,
      now: () => clock.now(),
      emit: (event) => void context.commit(isPersisted(event) ? [eventRecord(event)] : [], [event]),
      attachImage,
      emitLate: (event) => this.#emitLate(event),
      requestApproval: (itemId, request) => this.#requestApproval(itemId, request),
      requestInput: (itemId, request, withdrawn) => this.#requestInput(itemId, request, withdrawn),
    };
  }

  /** An item that ended with its turn does not end a second time. */
  #emitLate(event: EventBody): void {
    const { host, open } = this.#options;
    if (event.type === 'item-completed' && open.wasCutOff(event.item.id)) return;
    host.emitLate(event);
    open.follow([event]);
  }

  async #requestApproval(itemId: string, request: ApprovalRequest): Promise<Exclude<ApprovalDecision, 'cancel'>> {
    const { host, open } = this.#options;
    this.#refuseAfterEnd();
    open.waits(itemId);
    const decision = await host.requestApproval(itemId, request);
    if (decision !== 'cancel') {
      open.decided(itemId);
      return decision;
    }
    host.interrupt();
    throw new Error('the user has ended the turn');
  }

  async #requestInput<R extends ClientRequestBody>(
    itemId: string,
    request: R,
    withdrawn?: AbortSignal,
  ): Promise<AnswerTo<R> | null> {
    this.#refuseAfterEnd();
    return this.#options.host.requestInput(itemId, request, withdrawn);
  }

  #refuseAfterEnd(): void {
    if (this.#options.over()) throw new Error('the turn has ended');
  }
}

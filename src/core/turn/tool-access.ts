import type { ApprovalDecision, ApprovalRequest } from '../../domain/approval.js';
import type { AnswerTo, ClientRequestBody } from '../../domain/client-request.js';
import { type EventBody, isPersisted } from '../../domain/events.js';
import { userMessage, userText } from '../../domain/history-item.js';
import { type ConversationRecord, eventRecord, historyRecord } from '../../domain/record.js';
import type { Tool, ToolContext } from '../ports/index.js';
import type { TurnContext } from './context.js';
import type { TurnHost } from './host.js';
import type { OpenItems } from './open-items.js';

interface ToolAccessOptions {
  readonly host: TurnHost;
  readonly context: TurnContext;
  readonly open: OpenItems;
  readonly over: () => boolean;
}

/** A tool of a client or of an MCP server that has the same name as one of a goal comes first: a provider refuses a request with both. */
export async function offeredTools({ tools, settings, goal }: TurnHost, signal: AbortSignal): Promise<readonly Tool[]> {
  const offered = await tools.offered(settings, signal);
  const names = new Set(offered.map(nameOf));
  return [...offered, ...goal.tools.filter((tool) => !names.has(nameOf(tool)))];
}

/** The tools of a turn, and their access to it: they can emit events, show the model pictures, and send requests to the user. */
export class ToolAccess {
  readonly #options: ToolAccessOptions;
  /** Pictures that tools show the model beside their outputs, as URLs. */
  readonly #attached: string[] = [];

  constructor(options: ToolAccessOptions) {
    this.#options = options;
  }

  offered(): Promise<readonly Tool[]> {
    return offeredTools(this.#options.host, this.#options.context.signal);
  }

  /** What tools have shown the model since the last call. The messages are not from the user, so histories do not show them as user messages. */
  *takeAttached(): Generator<ConversationRecord> {
    for (const url of this.#attached.splice(0)) {
      yield historyRecord(userMessage([{ type: 'input_image', image_url: url }]));
    }
    for (const text of this.#options.host.goal.takeNotes()) yield historyRecord(userText(text));
  }

  context(): ToolContext {
    const { host, context } = this.#options;
    const { settings, grants, clock } = host;
    return {
      settings,
      grants,
      signal: context.signal,
      now: () => clock.now(),
      emit: (event) => void context.commit(isPersisted(event) ? [eventRecord(event)] : [], [event]),
      attachImage: (url) => void this.#attached.push(url),
      emitLate: (event) => this.#emitLate(event),
      requestApproval: (itemId, request) => this.#requestApproval(itemId, request),
      requestInput: (itemId, request, withdrawn) => this.#requestInput(itemId, request, withdrawn),
    };
  }

  /** An item that has ended with its turn must not end a second time. */
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

const nameOf = ({ spec }: Tool): string => ('name' in spec ? spec.name : spec.type);

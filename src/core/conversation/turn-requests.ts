import { AppError } from '../../../protocol/errors.js';
import type { UserContent } from '../../domain/item.js';
import type { ReasoningEffort } from '../../domain/policies.js';
import { type ReadInput, readInput } from '../history/user-input.js';
import type { ConversationSettings, Ports, TurnSettings } from '../ports/index.js';
import type { Review, WantedCommand } from '../turn/host.js';
import type { Sampled } from '../turn/sample.js';
import type { ConversationInit } from './conversation-init.js';
import type { EventFeed } from './event-feed.js';
import type { MessageOptions } from './message-options.js';
import { notLoaded } from './next-turns.js';
import type { Accepted, TurnRunner } from './turn-runner.js';

interface TurnRequestsOptions {
  readonly conversationId: string;
  readonly ports: Ports;
  readonly turns: TurnRunner;
  readonly feed: EventFeed;
  readonly turnOfMessage: ConversationInit['turnOfMessage'];
  settings(): ConversationSettings;
  /** Changes the settings for this turn and later ones. */
  change(settings: Partial<ConversationSettings>): void;
  /** Makes sure that this process may write, or rejects. */
  claim(): Promise<void>;
  closed(): boolean;
  nextOperation(): string;
}

/** Turns that clients ask for. An accepted request starts a turn, or joins the running one. */
export class TurnRequests {
  readonly #options: TurnRequestsOptions;

  constructor(options: TurnRequestsOptions) {
    this.#options = options;
  }

  /** See `Conversation.submit`. */
  async submit(
    input: readonly UserContent[],
    settings: Partial<TurnSettings> | undefined,
    options: MessageOptions,
  ): Promise<Accepted> {
    const { turns, ports, claim, nextOperation } = this.#options;
    await claim();
    const before = this.sentBefore(options.as);
    if (before) return before;
    const cwd = (turns.running ? undefined : settings?.cwd) ?? this.#options.settings().cwd;
    const read = await this.read(input, options.as?.id ?? ports.ids.item(), { ...options, cwd });
    await turns.interrupted();
    if (this.#options.closed()) throw notLoaded(this.#options.conversationId);
    if (options.intoTurn !== undefined && turns.running?.id !== options.intoTurn)
      throw new AppError('turn_not_active', 'no active turn to steer', {});
    const operation = nextOperation();
    const { running } = turns;
    if (running) return turns.enqueue(running, read, operation, options.cutsShort);
    if (settings) this.#options.change(settings);
    if (input.length > 0) return turns.answer(operation, [read], options);
    if (options.answerEmpty) return turns.answer(operation, [], options);
    return this.#emptyTurn(operation);
  }

  /** The message, when an earlier server has stored it. */
  sentBefore(as: MessageOptions['as']): Accepted | undefined {
    const turnId = as?.again ? this.#options.turnOfMessage?.(as.id) : undefined;
    return turnId == null ? undefined : { turnId, begin: () => {} };
  }

  /** Reads the files that a message names. */
  read(
    input: readonly UserContent[],
    id: string,
    { cwd, clientId, takesSkills }: Pick<MessageOptions, 'clientId' | 'takesSkills'> & { readonly cwd: string },
  ): Promise<ReadInput> {
    const { clock, workspace } = this.#options.ports;
    const readSkills = takesSkills ? workspace.skills(cwd, this.#options.settings().requested) : undefined;
    return readInput(input, { cwd, readImage: workspace.image, readSkills }, { id, at: clock.now(), clientId });
  }

  /** Summarises the history, in a separate turn or after the current response. A running review is ended first. */
  async compact(): Promise<Accepted> {
    const { turns, claim, nextOperation } = this.#options;
    await claim();
    const operation = nextOperation();
    const { running } = turns;
    if (!running) return turns.compact(operation);
    if (running.kind === 'review') {
      await turns.abort();
      return turns.compact(operation);
    }
    running.compactNext();
    return { turnId: running.id, begin: () => {} };
  }

  /** Lets a reviewer read code, in a separate turn; a running one is ended first. What the reviewer finds becomes part of the history. */
  async review(review: Review): Promise<Accepted> {
    const { turns, claim, nextOperation } = this.#options;
    await turns.abort();
    await claim();
    return turns.review(nextOperation(), review);
  }

  /** Runs a command of the user without a sandbox, in the running turn or in a separate one. It begins when the accepted turn does. */
  async runForUser(command: WantedCommand): Promise<Accepted> {
    const { turns, claim, nextOperation } = this.#options;
    await claim();
    const operation = nextOperation();
    const { running } = turns;
    if (!running) return turns.shell(operation, command);
    return { turnId: running.id, begin: () => void running.runForUser(command) };
  }

  /** Asks the model once, with the history as it is now; nothing is stored. Throws `AppError` when the model fails. */
  sample(prompt: string, effort: ReasoningEffort | undefined, signal: AbortSignal): Promise<Sampled> {
    return this.#options.turns.sample(prompt, effort, signal);
  }

  /** A message without content, which asks the model nothing: the turn ends at once, and it is not stored. */
  #emptyTurn(operation: string): Accepted {
    const { ports, feed } = this.#options;
    const turnId = ports.ids.turn();
    const at = { startedAt: ports.clock.now(), completedAt: ports.clock.now() };
    const ended = { type: 'turn-ended', status: 'completed', ...at, lastMessage: null, error: null } as const;
    return { turnId, begin: () => feed.emit({ turnId, operation }, ended) };
  }
}

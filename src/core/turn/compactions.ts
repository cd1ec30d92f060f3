import type { TurnFailure } from '../../domain/turn-state.js';
import { compact } from './compaction.js';
import type { TurnContext } from './context.js';
import type { TurnHost } from './host.js';
import { isFull, isFullAtStart, stillFull } from './room.js';
import type { Answer } from './sampling.js';
import type { TurnHooks } from './turn-hooks.js';

type Reason = 'limit' | 'request';
type CompactionsHost = Pick<TurnHost, 'hooks' | 'interrupt' | 'compactLimit' | 'usage' | 'history'>;

/** The compactions of one turn: when one is due, and the hooks around it. */
export class Compactions {
  readonly #host: CompactionsHost;
  readonly #hooks: TurnHooks;
  readonly #context: TurnContext;
  #requested = false;
  /** The history was summarised after the last response, or before the first. */
  #just = false;

  constructor(host: CompactionsHost, hooks: TurnHooks, context: TurnContext) {
    this.#host = host;
    this.#hooks = hooks;
    this.#context = context;
  }

  /** A user wants one after the current response. */
  request(): void {
    this.#requested = true;
  }

  /** Whether the history must be summarised before the first request. */
  dueAtStart(): boolean {
    this.#just = isFullAtStart(this.#host);
    return this.#just;
  }

  /** Why the history must be summarised after a response. Throws an error when it is full again directly after a summary and the model wants to go on. */
  dueAfter({ called }: Pick<Answer, 'called'>): Reason | undefined {
    const full = isFull(this.#host);
    if (full && this.#just && called) throw stillFull(this.#host);
    const asked = this.#requested ? 'request' : undefined;
    const reason = full && !this.#just ? 'limit' : asked;
    this.#just = reason !== undefined;
    return reason;
  }

  /**
   * Compacts the history. Hooks see it before and after, and each of them can end the turn. The next turn begins the conversation anew for them.
   * Returns the failure of the model, if it failed.
   */
  async run(reason: Reason, commit = this.#context.commit): Promise<TurnFailure | undefined> {
    this.#requested = false;
    const trigger = reason === 'request' ? 'manual' : 'auto';
    await this.#runHooks('PreCompact', trigger);
    const failure = await compact({ ...this.#context, commit }, reason);
    if (failure) return failure;
    this.#host.hooks.session.begun = 'compact';
    await this.#runHooks('PostCompact', trigger);
    return undefined;
  }

  async #runHooks(event: 'PreCompact' | 'PostCompact', trigger: 'manual' | 'auto'): Promise<void> {
    const ended = await this.#hooks.run({ event, names: [trigger], input: { trigger } });
    if (!ended.some(({ outcome }) => outcome.status === 'stopped')) return;
    this.#host.interrupt();
    throw new Error('a hook has ended the turn');
  }
}

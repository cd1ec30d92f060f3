import type { v2 } from '../../generated-types/index.js';
import type { RequestOptions } from './connection.js';
import { ConnectionClosed, ServerRestarted } from './errors.js';
import { EventQueue } from './event-queue.js';
import type { TurnEvent } from './registry.js';

/** A turn that has ended. */
export interface TurnResult {
  readonly id: string;
  readonly status: v2.TurnStatus;
  /** Why it failed; null unless the status is `failed`. */
  readonly error: v2.TurnError | null;
  /** Its items, whole, in the order of their ends. */
  readonly items: readonly v2.ThreadItem[];
  /** The text of the last message of the model; empty when there was none. */
  readonly text: string;
  /** Tokens of the turn and of the thread; undefined when the server has not counted any. */
  readonly usage: v2.ThreadTokenUsage | undefined;
}

export interface TurnActions {
  /** Slows the server down while the reader of the events is behind, and then lets it continue. */
  readonly pace: (isBehind: boolean) => void;
  readonly steer: (turnId: string, input: readonly v2.UserInput[], options?: RequestOptions) => Promise<unknown>;
  readonly interrupt: (turnId: string, options?: RequestOptions) => Promise<unknown>;
}

/**
 * A running turn. Read its events with `for await`, or wait for its `result`; both may be done. A loop that is left early does not end the turn: that
 * is what `interrupt` is for.
 */
export class RunningTurn implements AsyncIterable<TurnEvent> {
  /** The id that the server has given the turn. Rejects when the turn could not be started. */
  readonly id: Promise<string>;
  /** Resolves when the turn has ended in any way. Rejects when it could not be started, or the server ends before. */
  readonly result: Promise<TurnResult>;
  readonly #actions: TurnActions;
  readonly #queue: EventQueue;
  readonly #items: v2.ThreadItem[] = [];
  #turnId: string | undefined;
  /** Events that came before the answer of `turn/start`: they may belong to another turn. */
  #early: TurnEvent[] = [];
  /** Resolves at the first event: a server may refuse to steer or interrupt a turn that it has accepted and not begun. */
  readonly #begun: Promise<void>;
  #begin: () => void = () => {};
  #usage: v2.ThreadTokenUsage | undefined;
  #end: (result: TurnResult) => void = () => {};
  #fail: (error: Error) => void = () => {};

  constructor(started: Promise<v2.TurnStartResponse>, actions: TurnActions) {
    this.#actions = actions;
    this.#queue = new EventQueue(actions.pace);
    this.result = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    this.#begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
    this.result.catch(() => {}); // a caller that reads the events gets the error from them
    this.id = started.then(({ turn }) => this.#started(turn.id));
    this.id.catch((error: Error) => this.failed(error));
  }

  [Symbol.asyncIterator](): AsyncIterator<TurnEvent> {
    return this.#queue.read();
  }

  /** Adds input to the turn while it runs; the model sees it at once. */
  async steer(input: readonly v2.UserInput[], options?: RequestOptions): Promise<void> {
    await this.#begun;
    await this.#actions.steer(await this.id, input, options);
  }

  /** Ends the turn. Resolves when the server has ended it. */
  async interrupt(options?: RequestOptions): Promise<void> {
    await this.#begun;
    await this.#actions.interrupt(await this.id, options);
  }

  /** Called with each notification of the thread, in order. */
  take(event: TurnEvent): void {
    if (this.#turnId === undefined) this.#early.push(event);
    else if (turnIdOf(event) === this.#turnId) this.#add(event);
  }

  /** The turn could not be started, or nothing more will come. */
  failed(error: Error): void {
    this.#begin();
    this.#fail(error);
    this.#queue.end(error);
  }

  /** The server has ended. */
  lost(cause: Error | undefined, isRestarting: boolean): void {
    const because = cause && { cause };
    this.failed(
      isRestarting
        ? new ServerRestarted('the turn was interrupted by a restart of the server', because)
        : new ConnectionClosed('the server ended while a turn was running', because),
    );
  }

  #started(id: string): string {
    this.#turnId = id;
    const early = this.#early;
    this.#early = [];
    for (const event of early) this.take(event);
    return id;
  }

  #add(event: TurnEvent): void {
    this.#begin();
    this.#queue.add(event);
    if (event.method === 'item/completed') this.#items.push(event.params.item);
    else if (event.method === 'thread/tokenUsage/updated') this.#usage = event.params.tokenUsage;
    else if (event.method === 'turn/completed') {
      const { id, status, error } = event.params.turn;
      this.#end({ id, status, error, items: this.#items, text: lastText(this.#items), usage: this.#usage });
      this.#queue.end();
    }
  }
}

function turnIdOf({ params }: TurnEvent): string | undefined {
  const { turn, turnId } = params as { turn?: { id: string }; turnId?: string | null };
  return turn?.id ?? turnId ?? undefined;
}

const lastText = (items: readonly v2.ThreadItem[]): string =>
  items.reduce((text, item) => (item.type === 'agentMessage' ? item.text : text), '');

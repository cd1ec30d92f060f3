import type { ClientRequests, v2 } from '../../generated-types/index.js';
import type { Connection, RequestMethod, RequestOptions } from './connection.js';
import { RequestError } from './errors.js';
import type { Link } from './link.js';
import type { TurnEvent } from './registry.js';
import { resume } from './resume.js';
import { RunningTurn } from './turn.js';

/** What a user sends: a text, or pieces of which some are pictures, skills or mentions. */
export type Input = string | readonly InputPiece[];

/** As on the wire, with short forms for a text and a picture. */
export type InputPiece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'localImage'; readonly path: string }
  | { readonly type: 'image'; readonly url: string }
  | v2.UserInput;

export type TurnOptions = Partial<Omit<v2.TurnStartParams, 'threadId' | 'input'>> & {
  /** Interrupts the turn when it is aborted. */
  readonly signal?: AbortSignal | undefined;
};

/** An approval that the server needs before a command runs or a patch is applied. */
export type Approval = {
  [M in ApprovalMethod]: {
    readonly method: M;
    /** The id of the request. */
    readonly id: v2.RequestId;
    readonly params: Params<M>;
    readonly signal: AbortSignal;
  };
}[ApprovalMethod];
export type ApprovalMethod = 'item/commandExecution/requestApproval' | 'item/fileChange/requestApproval';
type Params<M extends ApprovalMethod> = M extends 'item/commandExecution/requestApproval'
  ? v2.CommandExecutionRequestApprovalParams
  : v2.FileChangeRequestApprovalParams;

export type Decision = v2.CommandExecutionApprovalDecision;

/**
 * Decides about an approval. Its signal is aborted when the approval is decided elsewhere, or its turn has ended. An error declines, and becomes a warning of
 * the process.
 */
export type OnApproval = (approval: Approval) => Decision | Promise<Decision>;

export interface ThreadOptions {
  /** Without it, everything that needs an approval is declined. */
  readonly onApproval?: OnApproval | undefined;
}

export type OpenedThread = v2.ThreadStartResponse | v2.ThreadResumeResponse | v2.ThreadForkResponse;

/** A thread that the server has loaded for this client. */
export class Thread {
  readonly id: string;
  /** What the server answered when it loaded the thread: the thread, and the settings that are in force. */
  readonly opened: OpenedThread;
  readonly onApproval: OnApproval | undefined;
  readonly #link: Link;
  readonly #params: StartOptions;
  readonly #turns = new Set<RunningTurn>();
  /** The settings of the next turn, when they have changed since the thread was loaded. */
  #settings: v2.ThreadSettings | undefined;
  #isSubscribed = true;
  /** Why another server could not load the thread. */
  #failure: Error | undefined;

  /** Use `startThread`, `resumeThread` or `forkThread` of the client. `params` are those that the thread was loaded with. */
  constructor(link: Link, opened: OpenedThread, { onApproval, ...params }: StartOptions) {
    this.#link = link;
    this.#params = params;
    this.id = opened.thread.id;
    this.opened = opened;
    this.onApproval = onApproval;
  }

  /** Starts a turn. Read its events, or wait for its result. */
  run(input: Input, { signal, ...options }: TurnOptions = {}): RunningTurn {
    const threadId = this.id;
    return this.#follow(this.#request('turn/start', { ...options, threadId, input: piecesOf(input) }), signal);
  }

  /** Starts a turn that reviews changes, in this thread. Its result has the review as its text. */
  review(target: v2.ReviewTarget, { signal }: Pick<TurnOptions, 'signal'> = {}): RunningTurn {
    return this.#follow(this.#request('review/start', { threadId: this.id, target, delivery: 'inline' }), signal);
  }

  #follow(started: Promise<v2.TurnStartResponse>, signal: AbortSignal | undefined): RunningTurn {
    const threadId = this.id;
    const turn: RunningTurn = new RunningTurn(started, {
      pace: (isBehind) => (isBehind ? this.#link.pause() : this.#link.resume()),
      steer: (expectedTurnId, pieces, more) =>
        this.#request('turn/steer', { threadId, expectedTurnId, input: [...pieces] }, more),
      interrupt: (turnId, more) => this.#request('turn/interrupt', { threadId, turnId }, more),
    });
    this.#turns.add(turn);
    const interrupt = (): void => void turn.interrupt().catch(() => {}); // it has ended, or could not be started
    const over = (): void => {
      this.#turns.delete(turn);
      signal?.removeEventListener('abort', interrupt);
    };
    turn.result.then(over, over);
    if (signal?.aborted) interrupt();
    else signal?.addEventListener('abort', interrupt, { once: true });
    return turn;
  }

  /** Reads the thread with its turns as they are stored. */
  async read(options?: RequestOptions): Promise<v2.Thread> {
    const { thread } = await this.#request('thread/read', { threadId: this.id, includeTurns: true }, options);
    return thread;
  }

  async setName(name: string, options?: RequestOptions): Promise<void> {
    await this.#request('thread/name/set', { threadId: this.id, name }, options);
  }

  async archive(options?: RequestOptions): Promise<void> {
    await this.#request('thread/archive', { threadId: this.id }, options);
  }

  /** Gets no more events of the thread. */
  async unsubscribe(options?: RequestOptions): Promise<void> {
    await this.#request('thread/unsubscribe', { threadId: this.id }, options);
    this.#isSubscribed = false;
  }

  /** Loads the thread in another server, with the settings that it had. */
  async resumed(connection: Connection): Promise<void> {
    if (!this.#isSubscribed) return;
    try {
      await resume(connection, this.id, this.#params, this.#settings);
    } catch (e) {
      if (e instanceof RequestError) this.#failure = e;
      throw e;
    }
  }

  /** Called with each notification of the thread, in order. */
  take(event: TurnEvent): void {
    if (event.method === 'thread/settings/updated') this.#settings = event.params.threadSettings;
    for (const turn of this.#turns) turn.take(event);
  }

  lost(error: Error | undefined, isRestarting: boolean): void {
    for (const turn of this.#turns) turn.lost(error, isRestarting);
  }

  #request<M extends RequestMethod>(
    method: M,
    params: ClientRequests[M]['params'],
    options?: RequestOptions,
  ): Promise<ClientRequests[M]['result']> {
    return this.#failure ? Promise.reject(this.#failure) : this.#link.request(method, params, options);
  }
}

export function piecesOf(input: Input): v2.UserInput[] {
  const pieces = typeof input === 'string' ? [{ type: 'text', text: input } as const] : input;
  return pieces.map((piece): v2.UserInput => {
    if (piece.type === 'text') return { text_elements: [], ...piece };
    if (piece.type === 'localImage' || piece.type === 'image') return { detail: null, ...piece } as v2.UserInput;
    return piece;
  });
}

export type StartOptions = Partial<ClientRequests['thread/start']['params']> & ThreadOptions;
export type ResumeOptions = Partial<Omit<ClientRequests['thread/resume']['params'], 'threadId'>> & ThreadOptions;
export type ForkOptions = Partial<Omit<ClientRequests['thread/fork']['params'], 'threadId'>> & ThreadOptions;

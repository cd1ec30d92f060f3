import type { ClientRequests, v2 } from '../../generated-types/index.js';
import type { Connection } from './connection.js';
import { RunningTurn, type TurnEvent } from './turn.js';

/** What a user sends: a text, or pieces of which some are pictures, skills or mentions. */
export type Input = string | readonly InputPiece[];

/** As on the wire, with less to write for a text and a picture. */
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
  [M in ApprovalMethod]: { readonly method: M; readonly params: Params<M>; readonly signal: AbortSignal };
}[ApprovalMethod];
export type ApprovalMethod = 'item/commandExecution/requestApproval' | 'item/fileChange/requestApproval';
type Params<M extends ApprovalMethod> = M extends 'item/commandExecution/requestApproval'
  ? v2.CommandExecutionRequestApprovalParams
  : v2.FileChangeRequestApprovalParams;

export type Decision = v2.CommandExecutionApprovalDecision;

/** Decides about an approval. Its signal is aborted when the approval is decided elsewhere. */
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
  readonly #connection: Connection;
  readonly #turns = new Set<RunningTurn>();

  constructor(connection: Connection, opened: OpenedThread, { onApproval }: ThreadOptions) {
    this.#connection = connection;
    this.id = opened.thread.id;
    this.opened = opened;
    this.onApproval = onApproval;
  }

  /** Starts a turn. Read its events, or wait for its result. */
  run(input: Input, { signal, ...options }: TurnOptions = {}): RunningTurn {
    const threadId = this.id;
    const started = this.#connection.request('turn/start', { ...options, threadId, input: piecesOf(input) });
    const turn: RunningTurn = new RunningTurn(started, {
      pace: (isBehind) => (isBehind ? this.#connection.pause() : this.#connection.resume()),
      steer: (expectedTurnId, pieces) =>
        this.#connection.request('turn/steer', { threadId, expectedTurnId, input: [...pieces] }),
      interrupt: (turnId) => this.#connection.request('turn/interrupt', { threadId, turnId }),
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
  async read(): Promise<v2.Thread> {
    const { thread } = await this.#connection.request('thread/read', { threadId: this.id, includeTurns: true });
    return thread;
  }

  async setName(name: string): Promise<void> {
    await this.#connection.request('thread/name/set', { threadId: this.id, name });
  }

  async archive(): Promise<void> {
    await this.#connection.request('thread/archive', { threadId: this.id });
  }

  /** Gets no more events of the thread. */
  async unsubscribe(): Promise<void> {
    await this.#connection.request('thread/unsubscribe', { threadId: this.id });
  }

  /** Called with each notification of the thread, in order. */
  take(event: TurnEvent): void {
    for (const turn of this.#turns) turn.take(event);
  }

  lost(error: Error | undefined): void {
    for (const turn of this.#turns) turn.lost(error);
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

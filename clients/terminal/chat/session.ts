import { randomUUID } from 'node:crypto';
import type { ServerRequests, v2 } from '../../../generated-types/index.js';
import type { Client, InputPiece, Notification, OpenedThread, Thread } from '../../library/index.js';
import {
  type ApprovalRequest,
  emptyTranscript,
  reduce,
  type Transcript,
  type TranscriptEvent,
  transcriptOf,
} from '../../library/transcript/index.js';

/** What the server waits for: an approval, or answers of the user. */
export type OpenRequest = {
  [M in RequestMethod]: {
    readonly method: M;
    readonly id: v2.RequestId;
    readonly params: ServerRequests[M]['params'];
    readonly answer: (result: ServerRequests[M]['result']) => void;
  };
}[RequestMethod];

const REQUESTS = [
  'item/commandExecution/requestApproval',
  'item/fileChange/requestApproval',
  'item/permissions/requestApproval',
  'item/tool/requestUserInput',
  'mcpServer/elicitation/request',
] as const;
type RequestMethod = (typeof REQUESTS)[number];

/** The settings of the next turn. */
export interface InForce {
  readonly model: string;
  readonly effort: string | null;
  readonly cwd: string;
  readonly approvalPolicy: v2.AskForApproval;
  readonly sandbox: v2.SandboxPolicy;
}

export interface RunningTurn {
  readonly id: string;
  readonly startedAt: number;
}

export interface SessionEvents {
  /** Something that is drawn has changed. */
  changed(): void;
  /** A line for the user. */
  note(text: string, kind: 'info' | 'warning' | 'error'): void;
}

/** The conversation that is open: its state from the server, and the actions of the user. */
export class Session {
  readonly client: Client;
  readonly #events: SessionEvents;
  readonly #now: () => number;
  #thread: Thread | undefined;
  #opened: OpenedThread | undefined;
  #transcript: Transcript = emptyTranscript('');
  #inForce: InForce | undefined;
  #usage: v2.ThreadTokenUsage | undefined;
  #turn: RunningTurn | undefined;
  /** Work for a turn that is accepted and has not begun: the server refuses it until then. */
  #whenBegun: (() => void)[] | undefined;
  #requests: readonly OpenRequest[] = [];
  #queue: readonly v2.QueuedSubmission[] = [];
  /** What came while a thread was being opened. */
  #early: TranscriptEvent[] | undefined;

  constructor(client: Client, events: SessionEvents, now: () => number) {
    this.client = client;
    this.#events = events;
    this.#now = now;
    client.on('*', (notification) => this.#take(notification));
    client.on('warning', ({ threadId, message }) => {
      if (threadId === null || threadId === this.id) events.note(message, 'warning');
    });
    client.on('configWarning', ({ summary, details }) =>
      events.note(details ? `${summary} ${details}` : summary, 'warning'),
    );
    client.on('deprecationNotice', ({ summary }) => events.note(summary, 'warning'));
    for (const method of REQUESTS) this.#answerLater(method);
  }

  get id(): string {
    return this.#thread?.id ?? '';
  }
  get thread(): v2.Thread | undefined {
    return this.#opened?.thread;
  }
  get transcript(): Transcript {
    return this.#transcript;
  }
  get inForce(): InForce | undefined {
    return this.#inForce;
  }
  get usage(): v2.ThreadTokenUsage | undefined {
    return this.#usage;
  }
  get turn(): RunningTurn | undefined {
    return this.#turn;
  }
  get requests(): readonly OpenRequest[] {
    return this.#requests;
  }
  get queue(): readonly v2.QueuedSubmission[] {
    return this.#queue;
  }

  /** Shows another thread. The one that was open is left; its turn goes on while the program runs. */
  async open(load: (client: Client) => Promise<Thread>): Promise<void> {
    this.#early ??= [];
    let thread: Thread;
    try {
      thread = await load(this.client);
    } catch (e) {
      const missed = this.#early ?? [];
      this.#early = undefined;
      for (const event of missed) this.#reduce(event);
      throw e;
    }
    const left = this.#thread;
    this.#show(thread);
    if (left && left.id !== thread.id) await left.unsubscribe().catch(() => {}); // it is gone: archived, for example
    await this.#readQueue();
    this.#events.changed();
  }

  #show(thread: Thread): void {
    const { opened } = thread;
    this.#thread = thread;
    this.#opened = opened;
    this.#transcript = transcriptOf(thread.id, opened.thread.turns);
    this.#usage = undefined;
    this.#inForce = {
      model: opened.model,
      effort: opened.reasoningEffort,
      cwd: opened.cwd,
      approvalPolicy: opened.approvalPolicy,
      sandbox: opened.sandbox,
    };
    const running = opened.thread.turns.findLast(({ status }) => status === 'inProgress');
    this.#turn = running && { id: running.id, startedAt: (running.startedAt ?? this.#now() / 1000) * 1000 };
    this.#whenBegun = undefined;
    this.#requests = this.#requests.filter(({ params }) => params.threadId === thread.id);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const event of early) this.#reduce(event);
  }

  /** Begins a turn. */
  async send(input: readonly InputPiece[]): Promise<void> {
    const { turn } = await this.client.request('turn/start', { threadId: this.id, input: pieces(input) });
    if (this.#turn?.id === turn.id || this.#hasEnded(turn.id)) return;
    this.#turn = { id: turn.id, startedAt: this.#now() };
    this.#whenBegun = [];
    this.#events.changed();
  }

  /** Adds the message to the running turn. If that turn accepts no input (a review), the message waits in the queue. */
  async steer(input: readonly InputPiece[]): Promise<void> {
    await this.#begun();
    if (!this.#turn) return this.send(input);
    try {
      await this.client.request('turn/steer', {
        threadId: this.id,
        expectedTurnId: this.#turn.id,
        input: pieces(input),
      });
    } catch {
      await this.enqueue(input);
    }
  }

  async enqueue(input: readonly InputPiece[]): Promise<void> {
    const clientUserMessageId = randomUUID();
    await this.client.request('thread/queue/add', { threadId: this.id, input: pieces(input), clientUserMessageId });
    await this.#readQueue();
  }

  /** Takes the message back that was queued last. */
  async unqueue(): Promise<v2.QueuedSubmission | undefined> {
    const last = this.#queue.at(-1);
    if (!last) return undefined;
    await this.client.request('thread/queue/delete', { threadId: this.id, queuedSubmissionId: last.id });
    await this.#readQueue();
    return last;
  }

  async interrupt(): Promise<void> {
    await this.#begun();
    if (this.#turn) await this.client.request('turn/interrupt', { threadId: this.id, turnId: this.#turn.id });
  }

  async updateSettings(settings: Omit<v2.ThreadSettingsUpdateParams, 'threadId'>): Promise<void> {
    await this.client.request('thread/settings/update', { ...settings, threadId: this.id });
  }

  #begun(): Promise<void> {
    const waiting = this.#whenBegun;
    return waiting === undefined ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
  }

  #hasEnded(turnId: string): boolean {
    return this.#transcript.cells.some((cell) => cell.kind === 'turn' && cell.turnId === turnId);
  }

  #answerLater<M extends RequestMethod>(method: M): void {
    this.client.handle(method, (params, { id, signal }) => {
      this.#reduce({ method, id, params } as ApprovalRequest);
      return new Promise((resolve) => {
        const request = {
          ...{ method, id, params },
          answer: (result: ServerRequests[M]['result']): void => {
            close();
            resolve(result);
          },
        } as unknown as OpenRequest;
        const close = (): void => {
          this.#requests = this.#requests.filter((other) => other !== request);
          this.#events.changed();
        };
        this.#requests = [...this.#requests, request];
        signal.addEventListener('abort', close, { once: true });
        this.#events.changed();
      });
    });
  }

  #take(notification: Notification): void {
    if (this.#early) this.#early.push(notification);
    else this.#reduce(notification);
  }

  #reduce(event: TranscriptEvent): void {
    if (this.#early) {
      this.#early.push(event);
      return;
    }
    const { threadId } = (event.params ?? {}) as { threadId?: string };
    if (threadId === undefined || threadId !== this.id) return;
    this.#transcript = reduce(this.#transcript, event);
    if (!('id' in event)) this.#state(event);
    this.#events.changed();
  }

  #state(event: Notification): void {
    switch (event.method) {
      case 'turn/started':
        this.#turn = { id: event.params.turn.id, startedAt: this.#now() };
        this.#begin();
        return;
      case 'turn/completed':
        if (this.#turn?.id === event.params.turn.id) this.#turn = undefined;
        this.#begin();
        return;
      case 'thread/tokenUsage/updated':
        this.#usage = event.params.tokenUsage;
        return;
      case 'thread/settings/updated': {
        const { model, effort, cwd, approvalPolicy, sandboxPolicy } = event.params.threadSettings;
        this.#inForce = { model, effort, cwd, approvalPolicy, sandbox: sandboxPolicy };
        return;
      }
      case 'thread/queue/changed':
        void this.#readQueue().then(() => this.#events.changed());
        return;
    }
  }

  #begin(): void {
    const waiting = this.#whenBegun ?? [];
    this.#whenBegun = undefined;
    for (const go of waiting) go();
  }

  async #readQueue(): Promise<void> {
    if (this.thread?.ephemeral) return;
    const threadId = this.id;
    const { data } = await this.client.request('thread/queue/list', { threadId }).catch(() => ({ data: [] }));
    if (threadId === this.id) this.#queue = data;
  }
}

const pieces = (input: readonly InputPiece[]): v2.UserInput[] =>
  input.map((piece): v2.UserInput => {
    if (piece.type === 'text') return { text_elements: [], ...piece };
    if (piece.type === 'localImage') return { detail: null, ...piece };
    return piece as v2.UserInput;
  });

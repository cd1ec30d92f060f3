import type { ClientRequests, ServerNotifications, v2 } from '../../generated-types/index.js';
import type { Channel } from './channel.js';
import {
  Connection,
  type Handler,
  type Notification,
  type NotificationMethod,
  type RequestMethod,
  type RequestOptions,
  type ServerRequestMethod,
} from './connection.js';
import {
  type Approval,
  type ForkOptions,
  type OpenedThread,
  type ResumeOptions,
  type StartOptions,
  Thread,
  type ThreadOptions,
} from './thread.js';
import type { TurnEvent } from './turn.js';

export interface ClientOptions {
  /** The name and version that the server sees. */
  readonly clientInfo: { readonly name: string; readonly version: string; readonly title?: string | undefined };
  readonly capabilities?: v2.InitializeCapabilities | undefined;
}

/** A client of one server: typed requests and notifications of both protocols, and threads over protocol v2. */
export class Client {
  /** What the server has answered to `initialize`. */
  readonly server: v2.InitializeResponse;
  /** Resolves when the connection has ended, with the error if it did not end in order. */
  readonly closed: Promise<Error | undefined>;
  readonly #connection: Connection;
  readonly #threads = new Map<string, Thread>();

  /** Use `spawnServer` or `connect`. */
  constructor(connection: Connection, server: v2.InitializeResponse) {
    this.#connection = connection;
    this.server = server;
    this.closed = connection.closed;
    connection.on('*', (notification) => this.#take(notification));
    connection.handle('item/commandExecution/requestApproval', (params, { method, signal }) =>
      this.#decide({ method, params, signal } as Approval),
    );
    connection.handle('item/fileChange/requestApproval', async (params, { method, signal }) => {
      const { decision } = await this.#decide({ method, params, signal } as Approval);
      return { decision: decision as v2.FileChangeApprovalDecision };
    });
    void connection.closed.then((error) => {
      for (const thread of this.#threads.values()) thread.lost(error);
    });
  }

  /** Rejects with `RequestError` when the server refuses, and with `ConnectionClosed` when it ends before it has answered. */
  request<M extends RequestMethod>(
    method: M,
    params: ClientRequests[M]['params'],
    options?: RequestOptions,
  ): Promise<ClientRequests[M]['result']> {
    return this.#connection.request(method, params, options);
  }

  /** Calls the listener at each notification of this method, or of every method with `*`. Returns a function that ends that. */
  on<M extends NotificationMethod>(method: M, listener: (params: ServerNotifications[M]) => void): () => void;
  on(method: '*', listener: (notification: Notification) => void): () => void;
  on(method: never, listener: never): () => void {
    return this.#connection.on(method, listener);
  }

  /** Answers requests of the server of this method, in place of what the client does by itself. */
  handle<M extends ServerRequestMethod>(method: M, handler: Handler<M>): void {
    this.#connection.handle(method, handler);
  }

  async startThread({ onApproval, ...params }: StartOptions = {}): Promise<Thread> {
    return this.#loaded(await this.#connection.request('thread/start', params), { onApproval });
  }

  /** Its stored turns are in `opened.thread.turns`, unless `excludeTurns` is set. */
  async resumeThread(threadId: string, { onApproval, ...params }: ResumeOptions = {}): Promise<Thread> {
    return this.#loaded(await this.#connection.request('thread/resume', { ...params, threadId }), { onApproval });
  }

  /** A copy of a thread, or of its beginning (`lastTurnId`, `beforeTurnId`). */
  async forkThread(threadId: string, { onApproval, ...params }: ForkOptions = {}): Promise<Thread> {
    return this.#loaded(await this.#connection.request('thread/fork', { ...params, threadId }), { onApproval });
  }

  /** Ends the connection in order. A server that was started for this client has ended when this resolves. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  #loaded(opened: OpenedThread, options: ThreadOptions): Thread {
    const thread = new Thread(this.#connection, opened, options);
    this.#threads.set(thread.id, thread);
    return thread;
  }

  #take(notification: Notification): void {
    const { threadId } = (notification.params ?? {}) as { threadId?: string };
    if (threadId === undefined) return;
    this.#threads.get(threadId)?.take(notification as TurnEvent);
    if (notification.method === 'thread/closed') this.#threads.delete(threadId);
  }

  async #decide(approval: Approval): Promise<v2.CommandExecutionRequestApprovalResponse> {
    const decide = this.#threads.get(approval.params.threadId)?.onApproval;
    return { decision: decide ? await decide(approval) : 'decline' };
  }
}

/** Introduces the client to the server at the other end of the channel. */
export async function connect(channel: Channel, { clientInfo, capabilities }: ClientOptions): Promise<Client> {
  const connection = new Connection(channel);
  try {
    const server = await connection.request('initialize', {
      clientInfo: { title: null, ...clientInfo },
      capabilities: { experimentalApi: true, ...capabilities },
    });
    connection.notify('initialized');
    return new Client(connection, server);
  } catch (e) {
    await connection.close();
    throw e;
  }
}

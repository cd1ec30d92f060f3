import type { ClientRequests, ServerNotifications, v2 } from '../../generated-types/index.js';
import type { Channel } from './channel.js';
import type { Connection, RequestMethod, RequestOptions } from './connection.js';
import { declineByDefault } from './declines.js';
import { RequestError } from './errors.js';
import { Link } from './link.js';
import type { Handler, Notification, NotificationMethod, ServerRequestMethod, TurnEvent } from './registry.js';
import { attemptsOf, type LostThread, type RestartOptions } from './restart.js';
import {
  type Approval,
  type ForkOptions,
  type OpenedThread,
  type ResumeOptions,
  type StartOptions,
  Thread,
} from './thread.js';

export interface ClientOptions {
  /** The name and version that the server sees. */
  readonly clientInfo: { readonly name: string; readonly version: string; readonly title?: string | undefined };
  readonly capabilities?: v2.InitializeCapabilities | undefined;
  /** Stops the start while the server has not answered. A server that was started for it is ended. */
  readonly signal?: AbortSignal | undefined;
}

const ENDS_OF_THREADS: readonly string[] = ['thread/closed', 'thread/archived', 'thread/deleted'];

/** A client of one server: typed requests and notifications of both protocols, and threads over protocol v2. */
export class Client {
  /** What the server has answered to `initialize`; other servers leave out what v2 does not have. */
  readonly server: v2.InitializeResponse;
  /** Resolves when the connection has ended, with the error if it did not end in order. */
  readonly closed: Promise<Error | undefined>;
  readonly #link: Link;
  /** By id. A thread that was loaded twice has two objects. */
  readonly #threads = new Map<string, Set<Thread>>();

  /** Use `spawnServer` or `connect`. */
  constructor(link: Link, server: v2.InitializeResponse) {
    this.#link = link;
    this.server = server;
    this.closed = link.closed;
    const { registry } = link;
    registry.on('*', (notification) => this.#take(notification));
    declineByDefault(registry);
    registry.handle('item/commandExecution/requestApproval', (params, context) =>
      this.#decide({ ...context, params } as Approval),
    );
    registry.handle('item/fileChange/requestApproval', async (params, context) => {
      const { decision } = await this.#decide({ ...context, params } as Approval);
      return { decision: decision as v2.FileChangeApprovalDecision };
    });
  }

  /** Rejects with `RequestError` when the server refuses, and with `ConnectionClosed` when it ends before it has answered. */
  request<M extends RequestMethod>(
    method: M,
    params: ClientRequests[M]['params'],
    options?: RequestOptions,
  ): Promise<ClientRequests[M]['result']> {
    return this.#link.request(method, params, options);
  }

  /** Calls the listener at each notification of this method, or of every method with `*`. Returns a function that ends that. */
  on<M extends NotificationMethod>(method: M, listener: (params: ServerNotifications[M]) => void): () => void;
  on(method: '*', listener: (notification: Notification) => void): () => void;
  on(method: never, listener: never): () => void {
    return this.#link.registry.on(method, listener);
  }

  /**
   * Answers requests of the server of this method, instead of the default: approvals are declined, and other requests are refused. The signal of a handler is
   * aborted when the request needs no answer any more.
   */
  handle<M extends ServerRequestMethod>(method: M, handler: Handler<M>): void {
    this.#link.registry.handle(method, handler);
  }

  async startThread(options: StartOptions = {}, request?: RequestOptions): Promise<Thread> {
    const { onApproval: _, ...params } = options;
    return this.#loaded(await this.#link.request('thread/start', params, request), options);
  }

  /** Its stored turns are in `opened.thread.turns`, unless `excludeTurns` is set. */
  async resumeThread(threadId: string, options: ResumeOptions = {}, request?: RequestOptions): Promise<Thread> {
    const { onApproval: _, ...params } = options;
    return this.#loaded(await this.#link.request('thread/resume', { ...params, threadId }, request), options);
  }

  /** A copy of a thread, or of its beginning (`lastTurnId`, `beforeTurnId`). */
  async forkThread(threadId: string, options: ForkOptions = {}, request?: RequestOptions): Promise<Thread> {
    const { onApproval: _, ...params } = options;
    return this.#loaded(await this.#link.request('thread/fork', { ...params, threadId }, request), options);
  }

  /** Ends the connection in order. A server that was started for this client has ended when this resolves. */
  async close(): Promise<void> {
    await this.#link.close();
  }

  #loaded(opened: OpenedThread, options: StartOptions): Thread {
    const thread = new Thread(this.#link, opened, options);
    this.#threads.set(thread.id, (this.#threads.get(thread.id) ?? new Set()).add(thread));
    return thread;
  }

  #take(notification: Notification): void {
    const { threadId } = (notification.params ?? {}) as { threadId?: string };
    if (threadId === undefined) return;
    for (const thread of this.#threads.get(threadId) ?? []) thread.take(notification as TurnEvent);
    if (ENDS_OF_THREADS.includes(notification.method)) this.#threads.delete(threadId);
  }

  /** The server has ended, and everything that ran in it. */
  lost(error: Error | undefined, isRestarting: boolean): void {
    for (const thread of this.#open()) thread.lost(error, isRestarting);
  }

  /** Loads the threads in a server that has taken the place of the old one. Gives those that it could not load. */
  async replaced(connection: Connection): Promise<LostThread[]> {
    const lost: LostThread[] = [];
    for (const thread of this.#open()) {
      try {
        await thread.resumed(connection);
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        this.#threads.get(thread.id)?.delete(thread);
        lost.push({ thread, error });
      }
    }
    return lost;
  }

  #open(): Thread[] {
    return [...this.#threads.values()].flatMap((threads) => [...threads]);
  }

  async #decide(approval: Approval): Promise<v2.CommandExecutionRequestApprovalResponse> {
    const threads = [...(this.#threads.get(approval.params.threadId) ?? [])];
    const decide = threads.findLast(({ onApproval }) => onApproval)?.onApproval;
    try {
      return { decision: decide ? await decide(approval) : 'decline' };
    } catch (e) {
      // An error is enough for our server. Other servers take an error for a failed command.
      process.emitWarning(e as Error);
      return { decision: 'decline' };
    }
  }
}

/** Introduces the client to the server at the other end of the channel. */
export const connect = (channel: Channel, options: ClientOptions): Promise<Client> => open(() => channel, options);

/** The same, with a channel for each server that is started. */
export async function open(
  start: () => Channel,
  { clientInfo, capabilities, signal }: ClientOptions,
  restart: boolean | RestartOptions = false,
): Promise<Client> {
  const link = new Link({
    start,
    initialize: {
      clientInfo: { title: null, ...clientInfo },
      capabilities: { experimentalApi: true, ...capabilities },
    },
    attempts: attemptsOf(restart),
  });
  const onRestart = typeof restart === 'object' ? restart.onRestart : undefined;
  return link.open(signal, (server) => {
    const client = new Client(link, server);
    return {
      client,
      lost: (error, isRestarting) => client.lost(error, isRestarting),
      replaced: async (connection, cause) => {
        const lost = await client.replaced(connection);
        return { restarted: () => onRestart?.({ cause, lost }) };
      },
    };
  });
}

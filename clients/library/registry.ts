import type { ServerNotifications, ServerRequests, v2 } from '../../generated-types/index.js';

export type ServerRequestMethod = keyof ServerRequests;
export type NotificationMethod = keyof ServerNotifications;

/** A notification of the server: its method and its params. */
export type Notification = {
  [M in NotificationMethod]: { readonly method: M; readonly params: ServerNotifications[M] };
}[NotificationMethod];

/** What happened in a turn: a notification of the server that carries the id of the turn. */
export type TurnEvent = Extract<Notification, { readonly params: { readonly threadId: string } }>;

/** How a request of the server is answered. The signal is aborted when it needs no answer: another client has answered, its turn has ended, or the server. */
export type Handler<M extends ServerRequestMethod> = (
  params: ServerRequests[M]['params'],
  context: { readonly method: M; readonly id: v2.RequestId; readonly signal: AbortSignal },
) => Promise<ServerRequests[M]['result']> | ServerRequests[M]['result'];

/** What a client does with the messages of its server. It lives longer than the connection: after a restart of the server, it stays the same. */
export class Registry {
  readonly #listeners = new Map<string, Set<(notification: Notification) => void>>();
  readonly #handlers = new Map<string, Handler<ServerRequestMethod>>();

  on<M extends NotificationMethod>(method: M, listener: (params: ServerNotifications[M]) => void): () => void;
  on(method: '*', listener: (notification: Notification) => void): () => void;
  on(method: string, listener: (argument: never) => void): () => void {
    const call =
      method === '*'
        ? (listener as (notification: Notification) => void)
        : ({ params }: Notification) => (listener as (params: unknown) => void)(params);
    const set = this.#listeners.get(method) ?? new Set();
    this.#listeners.set(method, set.add(call));
    return () => void set.delete(call);
  }

  handle<M extends ServerRequestMethod>(method: M, handler: Handler<M>): void {
    this.#handlers.set(method, handler as unknown as Handler<ServerRequestMethod>);
  }

  handlerOf(method: string): Handler<ServerRequestMethod> | undefined {
    return this.#handlers.get(method);
  }

  /** Calls the listeners of a notification. */
  tell(method: string, params: unknown): void {
    const notification = { method, params } as Notification;
    const family = method.startsWith('codex/event/') ? 'codex/event/*' : method;
    for (const key of new Set([method, family, '*'])) {
      for (const listener of [...(this.#listeners.get(key) ?? [])]) shielded(() => listener(notification));
    }
  }
}

/** An error of a listener is an error of the program, and must not keep later messages from others. */
function shielded(action: () => void): void {
  try {
    action();
  } catch (e) {
    queueMicrotask(() => {
      throw e;
    });
  }
}

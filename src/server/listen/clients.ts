import type { WebSocketTransport } from '../../transports/web-socket.js';
import type { Hub } from '../hub.js';

/** How many may be connected at the same time. */
export const MAX_CLIENTS = 256;
/** Milliseconds between two pings to a client on the network. */
const ASK_EACH_MS = 30_000;
/** Milliseconds in which clients may answer a close frame. */
const CLOSE_WITHIN_MS = 300;

/** The clients that have come over sockets, of all listeners of a process. */
export class SocketClients {
  readonly #hub: Hub;
  readonly #open = new Set<WebSocketTransport>();

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Serves a client until it leaves. Its earlier requests are still completed. Other clients are not affected. */
  async serve(transport: WebSocketTransport, { mayVanish = false } = {}): Promise<void> {
    this.#open.add(transport);
    const served = this.#hub.connect(transport);
    // The system reports when a process on this machine ends, but not when another machine is gone.
    const asking = mayVanish ? setInterval(() => transport.ask(), ASK_EACH_MS) : undefined;
    await served.ended;
    clearInterval(asking);
    await served.laneIdle();
    await served.close();
    await transport.closed;
    this.#open.delete(transport);
  }

  /** Tells all clients the reason of the end. */
  async end(code: number, reason: string): Promise<void> {
    const transports = [...this.#open];
    for (const transport of transports) transport.end(code, reason);
    const timer = setTimeout(() => {
      for (const transport of transports) transport.cut();
    }, CLOSE_WITHIN_MS);
    await Promise.all(transports.map(({ closed }) => closed));
    clearTimeout(timer);
  }
}

import { hostname } from 'node:os';
import { WATCH } from '../domain/relayed.js';
import type { RpcLog } from '../rpc/connection.js';
import { livingEntries } from './entry.js';
import { RelayFolder } from './folder.js';
import { Link, reachOwner } from './link.js';

export interface PeersOptions {
  readonly home: string;
  readonly version: string;
  /** The instance of this server. */
  readonly self: string;
  readonly listener: PeerListener;
  readonly log: RpcLog;
}

/** Hears what other servers of the home say. A server is named by its instance. */
export interface PeerListener {
  /** The answer to `WATCH`: it comes first. */
  met(server: string, answer: unknown): void;
  said(server: string, method: string, params: unknown): void;
  lost(server: string): void;
}

/** The most servers that are listened to. The home of a user has fewer. */
const MAX_PEERS = 50;
/** Milliseconds until a server is asked again that did not answer or was cut off. */
const AGAIN_MS = 5000;

/** Connections to the other servers of the home: one to each, whatever the number of its conversations. */
export class Peers {
  readonly #options: PeersOptions;
  /** By instance; undefined while the connection is made. */
  readonly #links = new Map<string, Link | undefined>();
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: PeersOptions) {
    this.#options = options;
  }

  /** Asks the servers that are there now and were not asked before. Resolves when each has answered, or cannot. */
  async meetAll(): Promise<void> {
    await Promise.all(this.#unknown().map((instance) => this.#meet(instance)));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    for (const link of this.#links.values()) link?.close();
  }

  #unknown(): string[] {
    const { home, version, self } = this.#options;
    try {
      const folder = new RelayFolder(home, { make: false });
      try {
        const others = livingEntries(folder).filter(
          (entry) => entry.instance !== self && entry.version === version && !this.#links.has(entry.instance),
        );
        return others.slice(0, MAX_PEERS - this.#links.size).map(({ instance }) => instance);
      } finally {
        folder.close();
      }
    } catch {
      return []; // no folder, or one that cannot be used
    }
  }

  async #meet(instance: string): Promise<void> {
    const { home, version, listener } = this.#options;
    this.#links.set(instance, undefined);
    const owner = { instance, host: hostname(), pid: 0 };
    const socket = await reachOwner(home, owner, { version, wait: false, owns: () => true });
    if (!socket) return this.#gone(instance);
    socket.unref();
    let isMet = false;
    const link = new Link(socket, {
      notification: (method, params) => {
        if (isMet) listener.said(instance, method, params);
        return undefined;
      },
      request: () => {},
      closed: () => {
        this.#gone(instance);
        if (isMet) listener.lost(instance);
      },
    });
    this.#links.set(instance, link);
    if (this.#closed) link.close();
    await new Promise<void>((resolve) => {
      link.request(
        JSON.stringify(WATCH),
        WATCH,
        {},
        {
          answered: (answer) => {
            isMet = true;
            listener.met(instance, answer);
            resolve();
            return undefined;
          },
          refused: (err) => {
            this.#options.log.debug({ err }, 'another server does not tell what its threads do');
            link.close();
            resolve();
            return undefined;
          },
        },
      );
    });
  }

  /** It may have been stopped for a while only. */
  #gone(instance: string): void {
    this.#links.delete(instance);
    if (this.#closed) return;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.meetAll(), AGAIN_MS).unref();
  }
}

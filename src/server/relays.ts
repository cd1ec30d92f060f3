import { readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConversationStore, PathWatch, WatchPath } from '../core/ports/index.js';
import { lateModule } from '../os/late-import.js';
import { entryName, RELAY_FOLDER } from '../relay/folder.js';
import { OwnerTransport } from '../relay/owner-transport.js';
import type { PeerListener, Peers } from '../relay/peers.js';
import { createRouter, type Router, type RouterOptions } from '../relay/router.js';
import type { RelaySocket } from '../relay/socket.js';
import type { Transport } from '../rpc/transport.js';
import { StdioTransport } from '../transports/stdio.js';
import type { Log } from './log.js';

export interface RelaysOptions {
  readonly home: string;
  readonly version: string;
  readonly store: ConversationStore;
  readonly log: Log;
}

type ForClient = Pick<RouterOptions, 'client' | 'introduction' | 'rejoin' | 'used'>;

const loadSocket = lateModule(() => import('../relay/socket.js'));
const loadPeers = lateModule(() => import('../relay/peers.js'));

/** Milliseconds after the first conversation was loaded: its first turn must not wait for the socket. */
const OPEN_AFTER_MS = 150;
/** Milliseconds for which a list waits, once, for other servers. A server that hangs is heard when it continues. */
const MET_WITHIN_MS = 250;

/** Connects this server with the other servers of its home: they can reach it, and it reaches them for its clients. */
export class Relays {
  readonly #options: RelaysOptions;
  #serve: ((transport: Transport) => void) | undefined;
  #socket: RelaySocket | undefined;
  #opening: NodeJS.Timeout | undefined;
  readonly #sockets = new Set<Socket>();
  #peers: Peers | undefined;
  #watch: PathWatch | undefined;
  #closed = false;

  constructor(options: RelaysOptions) {
    this.#options = options;
  }

  /** Undefined with a store that only this server uses. */
  router(options: ForClient): Router | undefined {
    const { store } = this.#options;
    if (!store.ownerOf) return undefined;
    return createRouter({ ...this.#options, ...options, ownerOf: (name) => store.ownerOf?.(name) });
  }

  /** From now on other servers are served, once there is a conversation for them. */
  offer(serve: (transport: Transport) => void): void {
    this.#serve = serve;
  }

  /** A conversation is loaded that other servers may be asked for. */
  open(): void {
    this.#opening ??= setTimeout(() => void this.#open(), OPEN_AFTER_MS).unref();
  }

  /** From now on the other servers of the home are listened to. Resolves when those that are there have answered, or have had their time. */
  async meet(listener: PeerListener, watch: WatchPath): Promise<void> {
    try {
      this.#watch = watch(this.#folder, () => this.#meetAll(listener));
    } catch {
      // The system lets no more be watched: those that come later are not noticed.
    }
    await Promise.race([this.#meetAll(listener), delay(MET_WITHIN_MS, undefined, { ref: false })]);
  }

  /** No further server can connect. */
  close(): void {
    this.#closed = true;
    this.#watch?.close();
    this.#peers?.close();
    clearTimeout(this.#opening);
    this.#socket?.close();
    this.#socket = undefined;
  }

  /** The other servers have got everything. Now they learn that this server ends. */
  disconnect(): void {
    for (const socket of this.#sockets) socket.end();
  }

  get #folder(): string {
    return join(this.#options.home, RELAY_FOLDER);
  }

  /** The code that listens is loaded when another server exists. */
  async #meetAll(listener: PeerListener): Promise<void> {
    const { home, version, store, log } = this.#options;
    if (!store.self || !this.#hasOthers(store.self.instance)) return;
    const { Peers } = await loadPeers();
    if (this.#closed) return;
    this.#peers ??= new Peers({ home, version, self: store.self.instance, listener, log });
    await this.#peers.meetAll();
  }

  #hasOthers(instance: string): boolean {
    try {
      return readdirSync(this.#folder).some((name) => name.endsWith('.json') && name !== entryName(instance));
    } catch {
      return false;
    }
  }

  async #open(): Promise<void> {
    const { home, version, store, log } = this.#options;
    const serve = this.#serve;
    if (!serve || !store.self) return;
    try {
      const { RelaySocket } = await loadSocket();
      if (this.#closed) return;
      const served = (socket: Socket): void => {
        this.#sockets.add(socket);
        socket.once('close', () => this.#sockets.delete(socket));
        serve(new OwnerTransport(new StdioTransport(socket, socket)));
      };
      this.#socket = new RelaySocket({ home, owner: store.self, version, log, serve: served });
    } catch (err) {
      // Other servers are then refused, as on systems without such sockets.
      log.debug({ err }, 'other servers cannot reach the conversations of this one');
    }
  }
}

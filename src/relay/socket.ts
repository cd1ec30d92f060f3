import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { LeaseOwner } from '../core/ports/index.js';
import type { RpcLog } from '../rpc/connection.js';
import { type Entry, removeDeadEntries, removeEntry, socketName, writeEntry } from './entry.js';
import { RelayFolder } from './folder.js';
import { greetAsOwner } from './handshake.js';

export interface RelaySocketOptions {
  readonly home: string;
  readonly owner: LeaseOwner;
  readonly version: string;
  readonly log: RpcLog;
  /** Serves another server as a client. */
  serve(socket: Socket): void;
}

/** Milliseconds for the handshake. */
const GREET_WITHIN_MS = 3000;
const MAX_CONNECTIONS = 500;

/** The socket on which other servers reach this one as the owner of conversations. */
export class RelaySocket {
  readonly #options: RelaySocketOptions;
  readonly #folder: RelayFolder;
  readonly #entry: Entry;
  readonly #server: Server;

  /** Throws when the socket cannot be made. */
  constructor(options: RelaySocketOptions) {
    const { home, owner, version, log } = options;
    this.#options = options;
    this.#folder = new RelayFolder(home, { make: true });
    try {
      removeDeadEntries(this.#folder);
      const path = this.#folder.pathOf(socketName(owner.instance));
      this.#server = createServer({ pauseOnConnect: false }, (socket) => void this.#accept(socket));
      this.#server.maxConnections = MAX_CONNECTIONS;
      this.#server.on('error', (err) => log.warn({ err }, 'the relay socket has failed'));
      this.#server.listen(path, () => {
        // The file comes last: who reads it can connect.
      });
      this.#server.unref();
      chmodSync(path, 0o600);
      this.#entry = writeEntry(this.#folder, owner, version);
    } catch (e) {
      this.#folder.close();
      throw e;
    }
  }

  close(): void {
    removeEntry(this.#folder, this.#options.owner.instance);
    this.#server.close();
    this.#folder.close();
  }

  async #accept(socket: Socket): Promise<void> {
    socket.unref();
    socket.on('error', () => socket.destroy());
    const late = setTimeout(() => socket.destroy(), GREET_WITHIN_MS).unref();
    try {
      await greetAsOwner(socket, this.#entry.secret);
      this.#options.serve(socket);
    } catch (err) {
      this.#options.log.warn({ err }, 'a program that is no server of this home was refused at the relay socket');
      socket.destroy();
    } finally {
      clearTimeout(late);
    }
  }
}

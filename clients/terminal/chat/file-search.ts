import { randomUUID } from 'node:crypto';
import type { Client } from '../../library/index.js';
import type { FileSearch } from './completion.js';

const MOST = 20;

/** Finds files below the folder of the conversation. The server keeps one search open while a word with `@` is written. */
export class FileSearches implements FileSearch {
  readonly #client: Client;
  readonly #folder: () => string;
  #session: { readonly id: string; readonly started: Promise<unknown> } | undefined;
  #query: string | undefined;

  constructor(client: Client, folder: () => string, found: (query: string, paths: readonly string[]) => void) {
    this.#client = client;
    this.#folder = folder;
    client.on('fuzzyFileSearch/sessionUpdated', ({ sessionId, query, files }) => {
      if (sessionId !== this.#session?.id || query !== this.#query) return;
      found(
        query,
        files.slice(0, MOST).map(({ path }) => path),
      );
    });
  }

  look(query: string): void {
    if (query === this.#query) return;
    this.#query = query;
    const id = this.#session?.id ?? randomUUID();
    this.#session ??= {
      id,
      started: this.#client.request('fuzzyFileSearch/sessionStart', { sessionId: id, roots: [this.#folder()] }),
    };
    this.#session.started
      .then(() => this.#client.request('fuzzyFileSearch/sessionUpdate', { sessionId: id, query }))
      .catch(() => {}); // suggestions are a help only: without them the path is typed
  }

  stop(): void {
    const session = this.#session;
    this.#session = undefined;
    this.#query = undefined;
    session?.started
      .then(() => this.#client.request('fuzzyFileSearch/sessionStop', { sessionId: session.id }))
      .catch(() => {}); // the server has ended it already
  }
}

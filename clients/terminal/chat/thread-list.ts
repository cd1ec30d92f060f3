import type { v2 } from '../../../generated-types/index.js';
import type { Client } from '../../library/index.js';

const PAGE = 25;

/** The interactive conversations, newest first, page by page. With words: those that have the words in their name or messages. */
export class ThreadList {
  readonly #client: Client;
  readonly #cwd: string | undefined;
  readonly #words: string;
  readonly #threads: v2.Thread[] = [];
  readonly #known = new Set<string>();
  readonly #pages: AsyncGenerator<readonly v2.Thread[]>;
  #reading: Promise<void> | undefined;
  #isWhole = false;

  /** `cwd`: only those of this folder. */
  constructor(client: Client, cwd: string | undefined, words: string) {
    this.#client = client;
    this.#cwd = cwd;
    this.#words = words;
    this.#pages = words === '' ? this.#listed() : this.#searched();
  }

  get threads(): readonly v2.Thread[] {
    return this.#threads;
  }
  /** There is nothing more to read. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** Reads on until there are this many, or there is nothing more. */
  async read(count: number): Promise<void> {
    while (this.#threads.length < count && !this.#isWhole) {
      this.#reading ??= this.#next();
      await this.#reading;
    }
  }

  async #next(): Promise<void> {
    try {
      const { value, done } = await this.#pages.next();
      if (done) this.#isWhole = true;
      else
        for (const thread of value) {
          if (this.#known.has(thread.id) || (this.#cwd !== undefined && thread.cwd !== this.#cwd)) continue;
          this.#known.add(thread.id);
          this.#threads.push(thread);
        }
    } finally {
      this.#reading = undefined;
    }
  }

  async *#listed(): AsyncGenerator<readonly v2.Thread[]> {
    const searchTerm = this.#words === '' ? null : this.#words;
    let cursor: string | null = null;
    do {
      const page: v2.ThreadListResponse = await this.#client.request('thread/list', {
        ...{ cursor, limit: PAGE, searchTerm, sortKey: 'updated_at' },
        ...(this.#cwd === undefined ? {} : { cwd: this.#cwd }),
      });
      yield page.data;
      cursor = page.nextCursor;
    } while (cursor !== null);
  }

  /** First the conversations that have the exact words in their name or first message, then those that have them in other messages. */
  async *#searched(): AsyncGenerator<readonly v2.Thread[]> {
    yield* this.#listed();
    let cursor: string | null = null;
    do {
      const page: v2.ThreadSearchResponse = await this.#client.request('thread/search', {
        ...{ cursor, limit: PAGE, searchTerm: this.#words, sortKey: 'updated_at' },
      });
      yield page.data.map(({ thread }) => thread);
      cursor = page.nextCursor;
    } while (cursor !== null);
  }
}

import type { FileSearch, FoundFile, LiveSearch } from '../../core/ports/index.js';
import { lateModule } from '../../os/late-import.js';
import type { ThreadedFileSearch } from './file-search.js';

const loadFileSearch = lateModule(() => import('./file-search.js'));

/** Loads the search when the first client searches. */
export class LazyFileSearch implements FileSearch {
  readonly #cwd: string;
  readonly #env: NodeJS.ProcessEnv;
  #loading: Promise<ThreadedFileSearch> | undefined;

  constructor(cwd: string, env: NodeJS.ProcessEnv) {
    this.#cwd = cwd;
    this.#env = env;
  }

  async find(query: string, roots: readonly string[], signal: AbortSignal, live?: LiveSearch): Promise<FoundFile[]> {
    return (await this.#load()).find(query, roots, signal, live);
  }

  /** Reads the program of its thread, which starts with the first search. */
  async prepare(): Promise<void> {
    await loadFileSearch();
  }

  async close(): Promise<void> {
    const loaded = await this.#loading?.catch(() => undefined);
    await loaded?.close();
  }

  /** When it fails, the next search tries again. */
  #load(): Promise<ThreadedFileSearch> {
    this.#loading ??= loadFileSearch().then(
      (loaded) => new loaded.ThreadedFileSearch(this.#cwd, this.#env),
      (e: unknown) => {
        this.#loading = undefined;
        throw e;
      },
    );
    return this.#loading;
  }
}

import type { FileSearch, FoundFile } from '../../core/ports/index.js';
import type { ThreadedFileSearch } from './file-search.js';

/** Loads the search when the first client searches. */
export class LazyFileSearch implements FileSearch {
  readonly #cwd: string;
  readonly #env: NodeJS.ProcessEnv;
  #loading: Promise<ThreadedFileSearch> | undefined;

  constructor(cwd: string, env: NodeJS.ProcessEnv) {
    this.#cwd = cwd;
    this.#env = env;
  }

  async find(query: string, roots: readonly string[], signal: AbortSignal): Promise<FoundFile[]> {
    this.#loading ??= import('./file-search.js').then((loaded) => new loaded.ThreadedFileSearch(this.#cwd, this.#env));
    return (await this.#loading).find(query, roots, signal);
  }

  async close(): Promise<void> {
    await (await this.#loading)?.close();
  }
}

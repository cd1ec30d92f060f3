import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FileSearch, FoundFile, LiveSearch } from '../../core/ports/index.js';
import { onAbort } from '../../domain/abort.js';
import type { UserFolders } from './git-excludes.js';
import type { FromThread, ToThread } from './thread.js';

/** How long the thread is kept, with what it knows, without a search. */
const IDLE_MS = 30_000;
/** A million files need a quarter of this. A thread that needs more ends, and the server goes on. */
const MAX_HEAP_MB = 1024;

interface Waiting {
  readonly resolve: (files: FoundFile[]) => void;
  readonly reject: (why: Error) => void;
  readonly live: LiveSearch | undefined;
}

/** Searches in a separate thread, which the first search starts. */
export class ThreadedFileSearch implements FileSearch {
  readonly #cwd: string;
  readonly #user: UserFolders;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  #closed = false;

  constructor(cwd: string, env: NodeJS.ProcessEnv) {
    this.#cwd = cwd;
    const home = env.HOME || homedir();
    this.#user = { home, config: env.XDG_CONFIG_HOME || join(home, '.config') };
  }

  find(query: string, roots: readonly string[], signal: AbortSignal, live?: LiveSearch): Promise<FoundFile[]> {
    if (query === '' || roots.length === 0 || signal.aborted || this.#closed) return Promise.resolve([]);
    const id = ++this.#lastId;
    const stop = (): void => {
      this.#thread?.postMessage({ stop: id } satisfies ToThread);
      this.#settle(id, (waiting) => waiting.resolve([]));
    };
    const forget = onAbort(signal, stop);
    const found = new Promise<FoundFile[]>((resolve, reject) => this.#waiting.set(id, { resolve, reject, live }));
    this.#post({
      id,
      query,
      live: live !== undefined,
      roots: roots.map((named) => ({ named, path: resolve(this.#cwd, named) })),
    });
    return found.finally(forget);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const id of this.#waiting.keys()) this.#settle(id, (waiting) => waiting.resolve([]));
    clearTimeout(this.#idle);
    await this.#thread?.terminate();
  }

  #post(message: ToThread): void {
    clearTimeout(this.#idle);
    this.#thread ??= this.#start();
    this.#thread.ref();
    this.#thread.postMessage(message);
  }

  #start(): Worker {
    const thread = startThread(this.#user);
    thread.on('message', (message: FromThread) => {
      const { id } = message;
      if ('soFar' in message) return this.#waiting.get(id)?.live?.onFound(message.soFar);
      this.#settle(id, ({ resolve, reject }) => ('why' in message ? reject(message.why) : resolve(message.files)));
    });
    const lose = (why: Error): void => {
      if (this.#thread !== thread) return;
      this.#thread = undefined;
      for (const id of this.#waiting.keys()) this.#settle(id, (waiting) => waiting.reject(why));
    };
    thread.on('error', lose);
    thread.on('exit', () => lose(new Error('the thread that searches has ended')));
    return thread;
  }

  #settle(id: number, act: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    act(waiting);
    if (this.#waiting.size === 0) this.#becomeIdle();
  }

  /** Neither the thread nor the timer keeps a process from ending. */
  #becomeIdle(): void {
    this.#thread?.unref();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      const thread = this.#thread;
      this.#thread = undefined;
      void thread?.terminate();
    }, IDLE_MS).unref();
  }
}

/** The file beside the bundle. When the server runs from its sources, it is the file of the last build. */
const THREAD = import.meta.url.endsWith('.ts') ? '../../../dist/program/search-thread.js' : './search-thread.js';
/** Read now: threads are started again and again, and an upgrade of the package may take the file away. */
const THREAD_TEXT = readFileSync(new URL(THREAD, import.meta.url), 'utf8');

function startThread(user: UserFolders): Worker {
  return new Worker(THREAD_TEXT, {
    eval: true,
    workerData: user,
    // Options of this process are not passed to the thread.
    env: {},
    execArgv: [],
    // The thread keeps its data for long, so a large young generation would only cost memory.
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: 8 },
  });
}

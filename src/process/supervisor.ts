import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { setTimeout as delay, setImmediate as nextLoop } from 'node:timers/promises';
import { CollectedStreams, type Stream } from './collect.js';
import { inheritedDescriptors, withNull } from './inherited.js';
import type { ChildJournal, JournalEntry } from './journal.js';
import { endingOf, type LongRunning, notStarted } from './long-running.js';
import { openTerminals, Terminal, type TerminalSize } from './terminal.js';

/** What a child gets on a descriptor: data to read, or a copy of one of our descriptors. */
export type HandedDescriptor = { readonly fd: number } & ({ readonly content: Buffer } | { readonly handle: number });

export type { Stream } from './collect.js';

export interface RunOptions {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Default: none. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What the child reads; `open` for what `onSpawn` hands out a way to write. Default: nothing. */
  readonly stdin?: Buffer | 'open' | undefined;
  /** Called with the controls of the child, before its first output. */
  readonly onSpawn?: ((child: RunningChild) => void) | undefined;
  /** The child's input and output are a terminal of this size; all output is then `stdout`, and none of it is in the result. */
  readonly terminal?: TerminalSize | undefined;
  /** Handed to the child on these descriptors, from 3 on without a gap. */
  readonly fds?: readonly HandedDescriptor[];
  /** Writes the child down, so that the next server can end it should this one be killed. */
  readonly journaled?: boolean;
  /** A promise that it returns is waited for before more of the stream is read. */
  readonly onOutput?: (stream: Stream, chunk: Buffer) => unknown;
  /** Bytes of each kind of output that are kept: the beginning and the end. */
  readonly maxBytes?: number;
}

/** A child that runs. */
export interface RunningChild {
  readonly pid: number | undefined;
  /** Only with an open stdin; data written after its end is lost. */
  write(data: string | Uint8Array): void;
  /** Bytes that were written and that the child has not read. */
  readonly unread: number;
  closeStdin(): void;
  /** Only with a terminal. */
  resize?(size: TerminalSize): void;
  /** Sends the signal to the child and its process group. */
  signal(signal: NodeJS.Signals): void;
}

export type RunResult = {
  readonly durationMs: number;
} & (
  | { readonly kind: 'not-started'; readonly error: NodeJS.ErrnoException }
  | ({ readonly kind: 'exited'; readonly exitCode: number } & Output)
  | ({ readonly kind: 'killed'; readonly signal: NodeJS.Signals } & Output)
  | ({ readonly kind: 'timed-out' } & Output)
);

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  /** Both, as they came. */
  readonly aggregated: string;
  /** The command has ended, and something that it left in the background held its output open. */
  readonly heldOpen?: true;
}

const MAX_BYTES = 32 * 1024 * 1024;
/** Milliseconds between SIGTERM and SIGKILL. */
const KILL_AFTER_MS = 2000;
/** Milliseconds in which a program can end by itself after its stdin was closed. */
const LEAVE_MS = 1000;
/** How long output may still come after the exit: a grandchild can hold the pipe open for ever. */
const DRAIN_MS = 100;

/**
 * The one owner of every child process. Each command runs in its own process group. The whole group, background processes included, ends with the command:
 * when it exits, at its time-out, when its turn is aborted, and when the server ends.
 */
export class Supervisor {
  readonly #journal: ChildJournal | undefined;
  readonly #groups = new Map<number, Promise<unknown>>();
  #closed = false;
  #close: () => void = () => {};
  readonly #closing = new Promise<void>((resolve) => {
    this.#close = resolve;
  });

  constructor(journal?: ChildJournal) {
    this.#journal = journal;
  }

  /** Runs a program without a shell; never rejects. Aborting ends the group and resolves as `killed`. */
  run(options: RunOptions): Promise<RunResult> {
    // The global `performance` would load nine modules of Node.
    const started = process.uptime();
    const durationMs = (): number => (process.uptime() - started) * 1000;
    if (this.#closed || options.signal?.aborted) {
      return Promise.resolve({ kind: 'not-started', error: serverIsEnding(), durationMs: 0 });
    }
    const entry = options.journaled ? this.#journal?.open() : undefined;
    let child: ChildProcess;
    let terminal: Terminal | undefined;
    try {
      terminal = options.terminal && new Terminal(options.terminal, (chunk) => options.onOutput?.('stdout', chunk));
      child = start({ ...options, ...(entry && { env: { ...options.env, ...entry.env } }), stdio: terminal?.slave });
    } catch (e) {
      void terminal?.close();
      entry?.remove();
      // Node itself throws for some errors: an empty program name, a NUL in an argument, an argument list that is too long.
      return Promise.resolve({ kind: 'not-started', error: e as NodeJS.ErrnoException, durationMs: durationMs() });
    } finally {
      terminal?.started();
    }
    if (child.pid !== undefined) entry?.started(child.pid);
    const ended = this.#watch(child, options, durationMs);
    this.#own(child.pid, entry, ended);
    if (child.pid !== undefined) options.onSpawn?.(controlOf(child, terminal));
    return terminal ? this.#withTerminal(ended, terminal) : ended;
  }

  async #withTerminal(ended: Promise<RunResult>, terminal: Terminal): Promise<RunResult> {
    const result = await ended;
    await Promise.race([terminal.close(), this.#closing]);
    return result;
  }

  /** Starts a program that runs beside until it is ended; it is written down in the journal. Never throws. */
  start({ argv, cwd, env }: Pick<RunOptions, 'argv' | 'cwd' | 'env'>): LongRunning {
    if (this.#closed) return notStarted(serverIsEnding());
    const entry = this.#journal?.open();
    let child: ChildProcess;
    try {
      child = start({ argv, cwd, env: { ...env, ...entry?.env } }, 'pipe');
    } catch (e) {
      entry?.remove();
      return notStarted(e as NodeJS.ErrnoException);
    }
    const { pid, stdin, stdout, stderr } = child;
    if (pid !== undefined) entry?.started(pid);
    stdin?.on('error', () => {}); // it ended before it had read all; its exit code is what counts
    const ended = endingOf(child);
    // Its background processes end with it.
    if (pid !== undefined) void ended.then(() => signalGroup(pid, 'SIGKILL'));
    this.#own(pid, entry, ended);
    const end = (): void => {
      stdin?.end();
      const killTimer = setTimeout(() => endGroup(child), LEAVE_MS);
      void ended.then(() => clearTimeout(killTimer));
    };
    return { pid, stdin, stdout, stderr, ended, end };
  }

  /**
   * Starts a program and lets it go: its output is not read, its end is not awaited, and it may outlive the server. Rejects when
   * it cannot be started.
   */
  launch({ argv, cwd, env }: Pick<RunOptions, 'argv' | 'cwd' | 'env'>): Promise<void> {
    const [program = '', ...args] = argv;
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { cwd, env, detached: true, stdio: 'ignore' });
      child.once('error', reject);
      child.once('spawn', () => {
        child.unref();
        resolve();
      });
    });
  }

  /** Ends all children except those of `launch`, and accepts no new ones. Resolves when all have ended, within about a second. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#close();
    for (const pid of this.#groups.keys()) signalGroup(pid, 'SIGTERM');
    const killTimer = setTimeout(() => {
      for (const pid of this.#groups.keys()) signalGroup(pid, 'SIGKILL');
    }, 600);
    await Promise.allSettled(this.#groups.values());
    clearTimeout(killTimer);
  }

  #own(pid: number | undefined, entry: JournalEntry | undefined, ended: Promise<unknown>): void {
    if (pid !== undefined) this.#groups.set(pid, ended);
    void ended.finally(() => {
      if (pid !== undefined) this.#groups.delete(pid);
      entry?.remove();
    });
  }

  #watch(child: ChildProcess, options: RunOptions, durationMs: () => number): Promise<RunResult> {
    const all = new CollectedStreams(options.maxBytes ?? MAX_BYTES);
    const paused = new Set<Promise<unknown>>();
    for (const stream of ['stdout', 'stderr'] as const) {
      const from = child[stream];
      from?.on('data', (chunk: Buffer) => {
        all.add(stream, chunk);
        const wait = options.onOutput?.(stream, chunk);
        if (!(wait instanceof Promise)) return;
        from.pause();
        paused.add(wait);
        void wait.then(() => {
          paused.delete(wait);
          from.resume();
        });
      });
    }
    return new Promise((resolve) => {
      let timedOut = false;
      const stop = (): void => endGroup(child);
      const onTime = (): void => {
        timedOut = true;
        stop();
      };
      const deadline = options.timeoutMs === undefined ? undefined : setTimeout(onTime, options.timeoutMs);
      options.signal?.addEventListener('abort', stop);
      let settled = false;
      const settle = (code: number | null, signal: NodeJS.Signals | null, isClosed = true): void => {
        if (settled) return;
        settled = true;
        clearTimeout(deadline);
        options.signal?.removeEventListener('abort', stop);
        child.stdout?.destroy();
        child.stderr?.destroy();
        if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL'); // processes that it left in the background
        const base = { durationMs: durationMs(), ...all.texts(), ...(isClosed ? {} : { heldOpen: true as const }) };
        if (timedOut) resolve({ kind: 'timed-out', ...base });
        else if (code !== null) resolve({ kind: 'exited', exitCode: code, ...base });
        else resolve({ kind: 'killed', signal: signal ?? 'SIGKILL', ...base });
      };
      child.once('error', (error) => {
        if (child.pid !== undefined) return; // a signal that could not be sent
        settled = true;
        clearTimeout(deadline);
        resolve({ kind: 'not-started', error, durationMs: durationMs() });
      });
      const drained = async (code: number | null, signal: NodeJS.Signals | null): Promise<void> => {
        do {
          await Promise.race([Promise.all(paused), this.#closing]);
          // The turn of the loop after the time is for what lies in the pipes still: this process may have been too busy to read it.
          await delay(DRAIN_MS);
          await nextLoop();
        } while (paused.size > 0 && !this.#closed);
        settle(code, signal, false);
      };
      child.once('exit', (code, signal) => void drained(code, signal));
      child.once('close', (code, signal) => settle(code, signal));
    });
  }
}

const serverIsEnding = (): NodeJS.ErrnoException =>
  Object.assign(new Error('the server is ending'), { code: 'ECANCELED' });

/** Found with the first child. */
let inherited: readonly number[] | undefined;

type StartOptions = Pick<RunOptions, 'argv' | 'cwd' | 'env' | 'fds' | 'stdin'> & {
  /** A descriptor for input and output. */
  readonly stdio?: number | undefined;
};

function start(
  { argv, cwd, env, stdin: fed, fds = [], stdio }: StartOptions,
  stdin: 'ignore' | 'pipe' = fed ? 'pipe' : 'ignore',
): ChildProcess {
  const [program = '', ...args] = argv;
  const spawnWith = (more: readonly ('pipe' | 'ignore' | number)[]): ChildProcess =>
    spawn(program, args, {
      cwd,
      env,
      detached: true,
      stdio: stdio === undefined ? [stdin, 'pipe', 'pipe', ...more] : [stdio, stdio, stdio, ...more],
    });
  const handed = fds.map((each) => ('handle' in each ? each.handle : ('pipe' as const)));
  inherited ??= inheritedDescriptors();
  const isInherited = new Set([...inherited, ...openTerminals()]);
  const last = Math.max(0, ...isInherited);
  const child =
    last < 3 + handed.length
      ? spawnWith(handed)
      : withNull((nothing) =>
          spawnWith([
            ...handed,
            ...Array.from({ length: last - 2 - handed.length }, (_, at) =>
              isInherited.has(at + 3 + handed.length) ? nothing : ('ignore' as const),
            ),
          ]),
        );
  if (fed === 'open') child.stdin?.on('error', () => {}); // its exit is reported anyway
  for (const each of Buffer.isBuffer(fed) ? [{ fd: 0, content: fed }, ...fds] : fds) {
    if (!('content' in each)) continue;
    const pipe = child.stdio[each.fd] as Writable | undefined;
    pipe?.on('error', () => {}); // it ended before it had read all; its exit code is what counts
    pipe?.end(each.content);
  }
  return child;
}

function controlOf(child: ChildProcess, terminal: Terminal | undefined): RunningChild {
  const { pid, stdin } = child;
  const signal = (name: NodeJS.Signals): void => {
    if (pid !== undefined) signalGroup(pid, name);
  };
  if (terminal)
    return {
      pid,
      signal,
      write: (data) => terminal.write(data),
      get unread() {
        return terminal.unread;
      },
      closeStdin: () => terminal.endInput(),
      resize: (size) => terminal.resize(size),
    };
  return {
    pid,
    signal,
    write: (data) => {
      if (stdin?.writable) stdin.write(data);
    },
    get unread() {
      return stdin?.writableLength ?? 0;
    },
    closeStdin: () => void stdin?.end(),
  };
}

function endGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  const killTimer = setTimeout(() => signalGroup(pid, 'SIGKILL'), KILL_AFTER_MS);
  child.once('exit', () => clearTimeout(killTimer));
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: all of it has ended
  }
}

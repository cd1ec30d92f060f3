import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  /** Bytes of each stream that are kept; what comes after is dropped. */
  readonly maxBytes?: number;
}

export interface RunResult {
  /** Null when it was killed or could not be started. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const KILL_AFTER_MS = 2000;
/** How long output may still come after the exit: a grandchild can hold the pipe open for ever. */
const DRAIN_MS = 100;
const running = new Set<number>();

/** Runs a program without a shell, in a process group of its own; never rejects. */
export function run(argv: readonly [string, ...string[]], options: RunOptions): Promise<RunResult> {
  return new Promise((resolve) => {
    const [program, ...args] = argv;
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout = collect(options.maxBytes ?? 1 << 20);
    const stderr = collect(options.maxBytes ?? 1 << 20);
    child.stdout.on('data', stdout.add);
    child.stderr.on('data', stderr.add);
    if (child.pid !== undefined) running.add(child.pid);
    const deadline = setTimeout(() => child.pid !== undefined && endGroup(child.pid), options.timeoutMs);
    let finished = false;
    const finish = (exitCode: number | null): void => {
      if (finished) return;
      finished = true;
      clearTimeout(deadline);
      if (child.pid !== undefined) running.delete(child.pid);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ exitCode, stdout: stdout.text(), stderr: stderr.text() });
    };
    child.once('error', () => finish(null));
    child.once('exit', (code) => setTimeout(() => finish(code), DRAIN_MS).unref());
    child.once('close', (code) => finish(code));
  });
}

/** Ends whatever is still running; called when the server ends. */
export function endAll(): void {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
}

function endGroup(pid: number): void {
  signalGroup(pid, 'SIGTERM');
  setTimeout(() => running.has(pid) && signalGroup(pid, 'SIGKILL'), KILL_AFTER_MS).unref();
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: it has ended by itself meanwhile
  }
}

function collect(max: number) {
  const chunks: Buffer[] = [];
  let left = max;
  return {
    add: (chunk: Buffer): void => {
      if (left <= 0) return;
      chunks.push(chunk.subarray(0, left));
      left -= chunk.length;
    },
    text: (): string => Buffer.concat(chunks).toString('utf8'),
  };
}

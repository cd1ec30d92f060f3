import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { type Channel, streamChannel } from './channel.js';

export interface SpawnOptions {
  /** The program. Default: `turnwire`, found on the PATH. A script of Node is started with `process.execPath` and the script as the first of `args`. */
  readonly command?: string | undefined;
  /** Its arguments. Default: `app-server`. */
  readonly args?: readonly string[] | undefined;
  /** Its environment. Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly cwd?: string | undefined;
  /** Dotted keys and their values; they override `config.toml` (`-c`). */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  /** Gets what the server writes to stderr. Default: it is passed on to the stderr of this process. */
  readonly onStderr?: ((text: string) => void) | undefined;
  /** Milliseconds that a server may take to end after its input has ended. Then it is killed. Default: 5000. */
  readonly endWithinMs?: number | undefined;
}

/** Starts a server as a child process, and gives the channel over its streams. */
export function spawnChannel(options: SpawnOptions = {}): Channel {
  const { command = 'turnwire', args = ['app-server'], config = {}, endWithinMs = 5000 } = options;
  const overrides = Object.entries(config).flatMap(([key, value]) => ['-c', `${key}=${tomlOf(value)}`]);
  const child = spawn(command, [...args, ...overrides], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['pipe', 'pipe', options.onStderr ? 'pipe' : 'inherit'],
    windowsHide: true,
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => options.onStderr?.(text));
  const channel = streamChannel(child.stdout as Readable, child.stdin as Writable);
  return {
    ...channel,
    start(receiver) {
      let failure: Error | undefined;
      let isClosed = false;
      child.once('error', (error) => {
        failure = error;
        if (child.pid === undefined) closed(error);
      });
      const closed = (error?: Error): void => {
        if (isClosed) return;
        isClosed = true;
        receiver.closed(error);
      };
      // The streams may end before the reason is known: `close` comes when both are over.
      child.once('close', (code, signal) => closed(failure ?? reasonOf(command, code, signal)));
      channel.start({ message: (text) => receiver.message(text), closed: () => {} });
    },
    async close() {
      await endOf(child, endWithinMs, () => void channel.close());
    },
  };
}

function endOf(child: ChildProcess, withinMs: number, end: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
    child.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    end();
  });
}

function reasonOf(command: string, code: number | null, signal: NodeJS.Signals | null): Error | undefined {
  if (code === 0) return undefined;
  return new Error(`${command} ended with ${signal === null ? `exit code ${code}` : `signal ${signal}`}`);
}

/** JSON is TOML for texts, numbers, truth values and lists of them; a table needs other marks. */
function tomlOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, member]) => `${JSON.stringify(key)} = ${tomlOf(member)}`)
    .join(', ')} }`;
}

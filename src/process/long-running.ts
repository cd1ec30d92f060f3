import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** How a program ended. */
export type Ending =
  | { readonly kind: 'not-started'; readonly error: NodeJS.ErrnoException }
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'killed'; readonly signal: NodeJS.Signals };

/** A program that runs until it is ended. Messages are exchanged with it meanwhile. */
export interface LongRunning {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** Resolves when the program has ended and its last output was read; never rejects. */
  readonly ended: Promise<Ending>;
  /** Closes its stdin, which asks such programs to exit, and kills them after some time. */
  end(): void;
}

/** How long output may still come after the exit. */
const DRAIN_MS = 100;

/** Resolves when the child has ended; its output is closed then, also when other processes still hold it. */
export function endingOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    const settle = (code: number | null, signal: NodeJS.Signals | null): void => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(code === null ? { kind: 'killed', signal: signal ?? 'SIGKILL' } : { kind: 'exited', exitCode: code });
    };
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ kind: 'not-started', error });
    });
    child.once('exit', (code, signal) => setTimeout(() => settle(code, signal), DRAIN_MS));
    child.once('close', settle);
  });
}

export const notStarted = (error: NodeJS.ErrnoException): LongRunning => ({
  pid: undefined,
  stdin: null,
  stdout: null,
  stderr: null,
  ended: Promise.resolve({ kind: 'not-started', error }),
  end: () => {},
});

import type { Thread } from './thread.js';

/** How a server that has ended by itself is started again. */
export interface RestartOptions {
  /** How many servers in a row may end before one of them has answered a request of the program. Default: 3. */
  readonly attempts?: number | undefined;
  /** Called when another server runs and the threads are loaded there, before it gets the requests that wait for it. */
  readonly onRestart?: ((restart: Restart) => void) | undefined;
}

export interface Restart {
  /** How the server ended; undefined when it ended in order. */
  readonly cause: Error | undefined;
  /** Threads that could not be loaded again: ephemeral ones, and those without a turn. */
  readonly lost: readonly LostThread[];
}

export interface LostThread {
  readonly thread: Thread;
  readonly error: Error;
}

export function attemptsOf(restart: boolean | RestartOptions): number {
  if (restart === false) return 0;
  const attempts = restart === true ? undefined : restart.attempts;
  return attempts ?? 3;
}

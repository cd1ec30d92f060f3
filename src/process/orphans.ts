import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { processStat } from '../os/process-start.js';

/** Set in the environment of a child, and so in that of everything that it starts. */
export const MARKER = 'TURNWIRE_CHILD';

/** A child of a server that is gone. It was made the leader of a session and of a group. */
export interface LostChild {
  /** The value of `MARKER` in its environment. */
  readonly id: string;
  /** Undefined when the server was killed before it could write the pid down. */
  readonly leader?: Leader | undefined;
}

export interface Leader {
  readonly pid: number;
  readonly started: string;
  /** `forksSinceBoot` at some time before the start of the child. */
  readonly forks: number | null;
}

/** A process that is found may have started another one meanwhile, so the search is repeated until it finds nothing. */
const MAX_ROUNDS = 10;

/** Ends all processes that belong to lost children, whether or not the child itself still runs; returns their pids. Linux only. */
export async function endOrphans(children: readonly LostChild[]): Promise<number[]> {
  const ended = new Set<number>();
  const markers = children.map(({ id }) => Buffer.from(`${MARKER}=${id}\0`));
  const groups = new Set(children.flatMap(({ leader }) => (leader && isStillOurs(leader) ? [leader.pid] : [])));
  for (let round = 0; round < MAX_ROUNDS && children.length > 0; round++) {
    const found = await membersOf(markers, groups);
    for (const pid of found) {
      ended.add(pid);
      kill(pid);
    }
    if (found.length === 0) break;
  }
  return [...ended];
}

/** How many processes and threads this machine has started so far; null where it does not say. */
export function forksSinceBoot(): number | null {
  try {
    return Number(/^processes (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1]) || null;
  } catch {
    return null;
  }
}

/**
 * Whether the pid of a leader, as the number of a group and of a session, can only mean its own. While the leader is there, it does. When the leader has ended,
 * its pid may belong to another process. The kernel gives pids in order, so this can happen only after as many new processes as there are pids.
 */
function isStillOurs({ pid, started, forks }: Leader): boolean {
  const [boot] = started.split(' ');
  const now = processStat(pid);
  if (now) return now.started === started;
  const [limit, current] = [maxPid(), forksSinceBoot()];
  if (processStat(process.pid)?.started.split(' ')[0] !== boot) return false;
  return limit !== null && current !== null && forks !== null && current - forks < limit - RESERVED_PIDS;
}

/** The kernel does not give low pids a second time. */
const RESERVED_PIDS = 300;

function maxPid(): number | null {
  try {
    return Number(readFileSync('/proc/sys/kernel/pid_max', 'latin1')) || null;
  } catch {
    return null;
  }
}

async function membersOf(markers: readonly Buffer[], groups: ReadonlySet<number>): Promise<number[]> {
  const found: number[] = [];
  for (const name of await processNames()) {
    const pid = Number(name);
    const stat = processStat(pid);
    if (!stat || stat.isZombie || pid === process.pid) continue;
    const isMember = groups.has(stat.group) || groups.has(stat.session);
    if (isMember || (await hasMarker(pid, markers))) found.push(pid);
  }
  return found;
}

async function processNames(): Promise<string[]> {
  try {
    return (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

async function hasMarker(pid: number, markers: readonly Buffer[]): Promise<boolean> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`);
    return markers.some((marker) => environment.includes(marker));
  } catch {
    return false; // another user's, or gone
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // ended meanwhile
  }
}

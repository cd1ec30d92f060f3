import { readFileSync } from 'node:fs';

interface Stat {
  readonly state: string;
  readonly start: string;
}

/** What Linux says of a process; undefined elsewhere, and where there is no such process. */
function readStat(pid: number): Stat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold spaces; the state and the start time are the 1st and the 20th field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] as string, start: fields[19] as string };
  } catch {
    return undefined;
  }
}

/**
 * When a process was started, in the words of its system; together with the pid it names one process for ever. Null where the system does not
 * say, or where there is no such process.
 */
export function processStart(pid: number): string | null {
  const stat = readStat(pid);
  return stat ? withBoot(stat.start) : null;
}

/** Start times are counted from the boot. */
function withBoot(start: string): string | null {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${start}`;
  } catch {
    return null;
  }
}

/** Whether the process that had this pid and this start is still running. One that has ended and waits to be reaped (a zombie) is not. */
export function isRunning(pid: number, started: string | null): boolean {
  try {
    process.kill(pid, 0);
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const stat = readStat(pid);
  if (!stat) return started === null;
  return stat.state !== 'Z' && stat.state !== 'X' && withBoot(stat.start) === started;
}

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** A process as Linux shows it in `/proc/PID/stat`. */
export interface ProcessStat {
  /** It has ended, and its parent has not noticed yet. */
  readonly isZombie: boolean;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Names the process for ever, together with its pid. */
  readonly started: string;
}

/**
 * When a process was started, in the words of its system; together with the pid it names one process for ever. Null when the system
 * does not give it or there is no such process.
 */
export function processStart(pid: number): string | null {
  return processStat(pid)?.started ?? null;
}

/** The name of this start of the machine. */
let boot: string | undefined;

/** Undefined when the system does not give it or there is no such process. */
export function processStat(pid: number): ProcessStat | undefined {
  try {
    const stat = readStat(pid);
    boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    // The name in parentheses may hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      isZombie: fields[0] === 'Z' || fields[0] === 'X',
      parent: Number(fields[1]),
      group: Number(fields[2]),
      session: Number(fields[3]),
      started: `${boot} ${fields[19]}`,
    };
  } catch {
    return undefined;
  }
}

/** More than the line can have. */
const MAX_STAT = 4096;

/** `readFileSync` makes 64 KiB ready for a file of unknown size, which takes longer than the rest: this is read for each command. */
function readStat(pid: number): string {
  const fd = openSync(`/proc/${pid}/stat`, 'r');
  try {
    const bytes = Buffer.allocUnsafe(MAX_STAT);
    return bytes.toString('latin1', 0, readSync(fd, bytes, 0, MAX_STAT, 0));
  } finally {
    closeSync(fd);
  }
}

/** Whether the process that had this pid and this start still runs. A zombie does not. */
export function isRunning(pid: number, started: string | null): boolean {
  try {
    process.kill(pid, 0);
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const stat = processStat(pid);
  return (stat?.started ?? null) === started && stat?.isZombie !== true;
}

/** The user that this process acts for; -1 where the system has none. */
export const processOwner = (): number => process.geteuid?.() ?? -1;

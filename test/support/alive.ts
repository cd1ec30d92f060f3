import { readFileSync } from 'node:fs';

/** Whether a process still runs; one that has ended and waits for its parent to notice does not. */
export function isAlive(pid: number | string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}

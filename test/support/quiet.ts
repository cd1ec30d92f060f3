import { readFileSync } from 'node:fs';
import { until } from './until.js';

/** FileAttributes in a row, 5 ms apart, at which a waiting process shows no progress. */
const LOOKS = 40;

/** Waits until a process neither reads nor writes nor computes any more: it waits for its peer. */
export async function quiet(pid: number | undefined): Promise<void> {
  let before = '';
  let same = 0;
  await until('the process to wait', () => {
    const now = progress(pid);
    same = now === before ? same + 1 : 0;
    before = now;
    return same >= LOOKS;
  });
}

/** Bytes read and written, and the time used, of a process. */
function progress(pid: number | undefined): string {
  const io = readFileSync(`/proc/${pid}/io`, 'latin1');
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1').split(' ');
  return `${io} ${stat[13]} ${stat[14]}`;
}

/** The most memory that a process has had, in megabytes. */
export function peakMemory(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}

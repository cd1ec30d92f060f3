import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Leases } from '../../src/store/files/lease.js';

/** Takes leases as fast as it can, gives some back, and dies with the others. Two owners at a time are a line `two owners` in the journal. */
const [home, count] = process.argv.slice(2) as [string, string];
const journal = (line: string) => appendFileSync(join(home, 'journal'), `${line}\n`);
const marker = (n: number) => join(home, `holder-${n}`);
const holder = (n: number): number => {
  try {
    return Number(readFileSync(marker(n), 'utf8'));
  } catch {
    return 0;
  }
};
const mark = (n: number, pid: number) => {
  writeFileSync(`${marker(n)}.${process.pid}`, String(pid));
  renameSync(`${marker(n)}.${process.pid}`, marker(n));
};

const leases = new Leases(home);
const mine = new Set<number>();
for (let step = 0; step < 150; step++) {
  const n = Math.floor(Math.random() * Number(count));
  if (mine.has(n)) {
    if (holder(n) !== process.pid) journal(`two owners of ${n}: ${process.pid} ${holder(n)}`);
    if (Math.random() < 0.5) continue;
    mine.delete(n);
    mark(n, 0);
    leases.release(String(n));
  } else {
    try {
      const token = leases.take(String(n));
      const other = holder(n);
      // A dead owner has left its mark.
      if (other !== 0 && other !== process.pid && running(other))
        journal(`two owners of ${n}: ${process.pid} ${other}`);
      mark(n, process.pid);
      mine.add(n);
      journal(`${n} ${token}`);
    } catch (e) {
      if ((e as { code?: string }).code !== 'conversation_busy') journal(`failed: ${String(e)}`);
    }
  }
}
for (const n of mine) if (holder(n) !== process.pid) journal(`two owners of ${n}: ${process.pid} ${holder(n)}`);
process.kill(process.pid, 'SIGKILL');

function running(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/\) [ZX] /.test(stat);
  } catch {
    return false;
  }
}

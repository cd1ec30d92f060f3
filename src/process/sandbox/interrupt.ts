import { readdirSync } from 'node:fs';
import { processStat } from '../../os/process-start.js';

/** Interrupts the processes inside a sandbox. The sandbox process itself must not get the signal: it would end, and all processes inside with it. */
export function interruptInside(sandbox: number): void {
  for (const pid of descendantsOf(sandbox)) {
    try {
      process.kill(pid, 'SIGINT');
    } catch {
      // ended meanwhile
    }
  }
}

/** Linux only; elsewhere there are none. */
function descendantsOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const one of processes()) {
    const parent = processStat(one)?.parent;
    if (parent === undefined) continue;
    const known = children.get(parent);
    if (known) known.push(one);
    else children.set(parent, [one]);
  }
  const found: number[] = [];
  for (let next = children.get(pid) ?? []; next.length > 0; next = next.flatMap((one) => children.get(one) ?? [])) {
    found.push(...next);
  }
  return found;
}

function processes(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

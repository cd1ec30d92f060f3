// Figures of a process and its descendants, from /proc.
import fs from 'node:fs';

function statOf(pid) {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number);
  return { pid, parent: Number(fields[1]), own: (user + system) * 10, waited: (childUser + childSystem) * 10 };
}

function tree(root) {
  const all = new Map();
  for (const name of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      all.set(Number(name), statOf(Number(name)));
    } catch {} // it has ended meanwhile
  }
  const isBelow = (p) => p !== undefined && (p.pid === root || isBelow(all.get(p.parent)));
  return [...all.values()].filter(isBelow);
}

export const treeOf = (root) => tree(root).map((p) => p.pid);

/** CPU ms used by the process, its living descendants and the children it has waited for (10 ms ticks). */
export const cpuMs = (pid) => tree(pid).reduce((sum, p) => sum + p.own + p.waited, 0);

/** The same for a process without living descendants: its threads to the ns, the children waited for in ticks. */
export function preciseCpuMs(pid) {
  let ns = 0;
  for (const thread of fs.readdirSync(`/proc/${pid}/task`)) {
    try {
      ns += Number(fs.readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]);
    } catch {} // the thread has ended meanwhile
  }
  return ns / 1e6 + statOf(pid).waited;
}

/** MB: resident, of that anonymous, and the peak; summed over the living process tree. */
export function memory(pid) {
  const sum = { rss: 0, anon: 0, peak: 0 };
  for (const p of tree(pid)) {
    try {
      const status = fs.readFileSync(`/proc/${p.pid}/status`, 'latin1');
      const mb = (key) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024;
      sum.rss += mb('VmRSS');
      sum.anon += mb('RssAnon');
      sum.peak += mb('VmHWM');
    } catch {}
  }
  return sum;
}

export const threadCount = (pid) => fs.readdirSync(`/proc/${pid}/task`).length;
export const fdCount = (pid) => fs.readdirSync(`/proc/${pid}/fd`).length;

// The machine of a run, as a reader of its figures has to know it.
import fs from 'node:fs';
import os from 'node:os';

const load = () => Number(os.loadavg()[0].toFixed(1));

export function machine() {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryGB: Math.round(os.totalmem() / 1e9),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    loadAtStart: load(),
  };
}

export const withEnd = (begun) => ({ ...begun, loadAtEnd: load() });

/** One sentence for a page. */
export function describe(m) {
  return `${m.cores} cores of ${m.cpu}, ${m.memoryGB} GB, ${m.system}, Node ${m.node.slice(1)}, ${m.date}, load average ${m.loadAtStart} at the start and ${m.loadAtEnd} at the end of the run`;
}

/** Figures of a row on one line, so that a new run reads well as a difference. */
export function writeReport(file, { cases, ...head }) {
  const short = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);
  const withList = (object, name, lines) =>
    `${JSON.stringify(object, short).slice(0, -1)},"${name}":[\n${lines.join(',\n')}\n]}`;
  const texts = cases.map(({ rows, ...one }) =>
    withList(
      one,
      'rows',
      rows.map((row) => JSON.stringify(row, short)),
    ),
  );
  fs.writeFileSync(file, `${withList(head, 'cases', texts)}\n`);
}

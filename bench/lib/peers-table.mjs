// The table of programs of several makers.
import { number } from './table.mjs';

const COLUMNS = [
  ['ready [ms]', 'ready'],
  ['first session [ms]', 'session'],
  ["first turn's end [ms]", 'first'],
  ['further turn [ms]', 'turn'],
  ['2,000 deltas [ms]', 'stream'],
  ['memory with a session [MB]', 'memory'],
];

/** `peers.programs`: [{ name, figures: { ready, session, ... } or error }]. The first is ours; a cell that is ahead of all others is bold. */
export function peersTable({ programs }) {
  const best = Object.fromEntries(
    COLUMNS.map(([, key]) => [
      key,
      Math.min(...programs.map(({ figures }) => figures?.[key] ?? Number.POSITIVE_INFINITY)),
    ]),
  );
  const cell = (figures, key) => {
    const value = figures[key];
    if (value === undefined || value === null) return '–';
    return value === best[key] ? `**${number(value)}**` : number(value);
  };
  const lines = programs.map(({ name, figures, error }) =>
    figures
      ? [name, ...COLUMNS.map(([, key]) => cell(figures, key))]
      : [`${name}: ${error}`, ...COLUMNS.map(() => '–')],
  );
  const heads = ['program', ...COLUMNS.map(([head]) => head)];
  const rule = heads.map((_, i) => (i === 0 ? '---' : '---:'));
  return `${[heads, rule, ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n')}\n`;
}

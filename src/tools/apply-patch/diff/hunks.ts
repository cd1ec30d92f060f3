import { align, type Difference } from './align.js';

const NO_NEWLINE = '\\ No newline at end of file\n';

/** The hunks of a unified diff as git writes them, without file headers; empty when nothing differs. Bytes that are not UTF-8 show as U+FFFD. */
export function unifiedHunks(before: Buffer, after: Buffer, context: number): string {
  // Each byte is one character, so different bytes that are not UTF-8 stay different.
  const old = lines(before.toString('latin1'));
  const now = lines(after.toString('latin1'));
  const text = group(align(old, now), context).map((differences) => hunk(old, now, differences, context));
  return Buffer.from(text.join(''), 'latin1').toString('utf8');
}

function lines(text: string): string[] {
  const all = text.split('\n').map((line) => `${line}\n`);
  const last = all.pop()?.slice(0, -1);
  return last ? [...all, last] : all;
}

/** Differences whose context would meet share a hunk. */
function group(differences: readonly Difference[], context: number): Difference[][] {
  const groups: Difference[][] = [];
  for (const difference of differences) {
    const open = groups.at(-1);
    const previous = open?.at(-1);
    if (open && previous && difference.from - previous.to <= 2 * context) open.push(difference);
    else groups.push([difference]);
  }
  return groups;
}

function hunk(
  old: readonly string[],
  now: readonly string[],
  differences: readonly Difference[],
  context: number,
): string {
  const first = differences[0];
  const last = differences.at(-1);
  if (first === undefined || last === undefined) return '';
  const lead = Math.min(context, first.from);
  const trail = Math.min(context, old.length - last.to);
  const [from, to] = [first.from - lead, last.to + trail];
  const body: string[] = [];
  let at = from;
  for (const { from: start, to: end, newFrom, newTo } of differences) {
    body.push(...marked(' ', old.slice(at, start)), ...marked('-', old.slice(start, end)));
    body.push(...marked('+', now.slice(newFrom, newTo)));
    at = end;
  }
  body.push(...marked(' ', old.slice(at, to)));
  const newRange = range(first.newFrom - lead, last.newTo + trail);
  return `@@ -${range(from, to)} +${newRange} @@\n${body.join('')}`;
}

/** A count of one is left out; a range of no lines names the line before it. */
function range(from: number, to: number): string {
  const count = to - from;
  if (count === 0) return `${from},0`;
  return count === 1 ? `${from + 1}` : `${from + 1},${count}`;
}

function marked(mark: string, group: readonly string[]): string[] {
  return group.map((line) => (line.endsWith('\n') ? mark + line : `${mark}${line}\n${NO_NEWLINE}`));
}

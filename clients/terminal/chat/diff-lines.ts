import type { v2 } from '../../../generated-types/index.js';
import { shown, shownLine } from './harmless.js';
import type { Look } from './paint.js';
import { clippedStart, wrapHard } from './wrap.js';

/** The changes of files as a coloured diff, each with a line that names the file. */
export function changesLines(changes: readonly v2.FileUpdateChange[], cwd: string, look: Look): string[] {
  return changes.flatMap((change, n) => [...(n > 0 ? [''] : []), ...changeLines(change, cwd, look)]);
}

/** One line for each file: what is done to it, and how many lines come and go. */
export function summaryLine({ path, kind, diff }: v2.FileUpdateChange, cwd: string, { width, paint }: Look): string {
  const lines = diffLinesOf(kind, diff);
  const count = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  const moved = kind.type === 'update' && kind.move_path ? ` \u2192 ${below(kind.move_path, cwd)}` : '';
  const name = clippedStart(below(path, cwd) + moved, width - 20);
  const what = { add: 'A', delete: 'D', update: moved ? 'R' : 'M' }[kind.type];
  return `${paint.bold(what)} ${name} ${paint.green(`+${count('+')}`)} ${paint.red(`-${count('-')}`)}`;
}

function changeLines(change: v2.FileUpdateChange, cwd: string, look: Look): string[] {
  const body = diffLinesOf(change.kind, change.diff).flatMap((line) => painted(line, look));
  return [summaryLine(change, cwd, look), ...body.map((line) => `  ${line}`)];
}

function painted(line: string, { width, paint }: Look): string[] {
  const brush = line.startsWith('+')
    ? paint.green
    : line.startsWith('-')
      ? paint.red
      : line.startsWith('@@')
        ? paint.magenta
        : (text: string) => text;
  return wrapHard(shown(line), width - 2).map(brush);
}

/** For new and deleted files, the change is their whole content. */
function diffLinesOf(kind: v2.PatchChangeKind, diff: string): string[] {
  const lines = diff.replace(/\n$/, '').split('\n');
  if (kind.type === 'update') return lines.filter((line) => !/^(---|\+\+\+) /.test(line));
  if (diff === '') return [];
  return lines.map((line) => (kind.type === 'add' ? '+' : '-') + line);
}

/** A path as seen from the folder of the conversation. */
export function below(path: string, cwd: string): string {
  return shownLine(path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path);
}

/** A diff as git prints it. */
export function gitDiffLines(diff: string, look: Look): string[] {
  return diff
    .replace(/\n$/, '')
    .split('\n')
    .flatMap((line) =>
      /^(diff |index |---|\+\+\+)/.test(line)
        ? wrapHard(look.paint.bold(shown(line)), look.width)
        : painted(line, look),
    );
}

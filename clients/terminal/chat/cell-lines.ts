import type {
  Cell,
  CommandCell,
  FilesCell,
  PlanCell,
  ReasoningCell,
  ToolCell,
  UserCell,
} from '../../library/transcript/index.js';
import { changesLines } from './diff-lines.js';
import { shown, shownLine, shownOutput } from './harmless.js';
import { markdownLines } from './markdown.js';
import { even, type Look } from './paint.js';
import { clipped, indented, markedLines, wrapCode, wrapHard, wrapWords } from './wrap.js';

export interface CellLook extends Look {
  /** Paths are shown as seen from here. */
  readonly cwd: string;
  /** Everything, as in the transcript view; otherwise long outputs are cut. */
  readonly isWhole: boolean;
}

const TAIL = 6;
const LARGEST = 2000;
const LONGEST_COMMAND = 4;
const LONGEST_CHANGE = 80;

/** How a cell is drawn. No lines: it shows nothing. */
export function cellLines(cell: Cell, look: CellLook): string[] {
  const { width, paint } = look;
  switch (cell.kind) {
    case 'user':
      return userLines(cell, look);
    case 'assistant':
      return assistantLines(cell.text, look);
    case 'proposal':
      return [paint.bold('Proposed plan'), ...indented(markdownLines(cell.text, { ...look, width: width - 2 }), '  ')];
    case 'reasoning':
      return reasoningLines(cell, look);
    case 'command':
      return commandLines(cell, look);
    case 'files':
      return filesLines(cell, look);
    case 'tool':
      return toolLines(cell, look);
    case 'plan':
      return planLines(cell, look);
    case 'review':
      return cell.phase === 'entered'
        ? [`${paint.cyan('\u25b8')} ${clipped(`Review: ${shownLine(cell.review)}`, width - 2)}`]
        : [`${paint.cyan('\u25b8')} The review has ended`];
    case 'retry':
      return markedLines(paint.yellow('\u21bb'), `Trying again: ${shown(cell.message)}`, width);
    case 'error':
      return markedLines(paint.red('\u25a0'), shown(cell.error.message), width);
    case 'turn':
      return cell.status === 'interrupted' ? [`${paint.yellow('\u25a0')} Interrupted`] : [];
    case 'other':
      return otherLines(cell.item, look);
    case 'approval':
      return [];
  }
}

/** A message of the model, or a part of one. */
export const assistantLines = (text: string, look: Look): string[] =>
  markdownLines(text, { ...look, width: look.width - 2 }).map((line) => (line === '' ? '' : `  ${line}`));

function userLines({ content }: UserCell, { width, paint }: CellLook): string[] {
  const texts = content.flatMap((piece) => {
    if (piece.type === 'text') return [shown(piece.text)];
    if (piece.type === 'localImage') return [paint.underline(`[${shownLine(piece.path)}]`)];
    if (piece.type === 'skill' || piece.type === 'mention') return [paint.underline(`@${shownLine(piece.path)}`)];
    return [paint.underline(`[${piece.type}]`)];
  });
  const lines = texts
    .join('\n')
    .split('\n')
    .flatMap((line) => wrapWords(line, width - 2));
  return indented(lines.map(paint.bold), paint.green('\u203a '), '  ');
}

function reasoningLines({ summary, content }: ReasoningCell, look: CellLook): string[] {
  const text = (summary.length > 0 || !look.isWhole ? summary : content).join('\n\n').trim();
  if (text === '') return [];
  const lines = markdownLines(text, { width: look.width - 2, paint: even(look.paint) });
  return indented(lines.map(look.paint.dim), look.paint.dim('\u2234 '), '  ');
}

function commandLines(cell: CommandCell, look: CellLook): string[] {
  const { width, paint, isWhole, cwd } = look;
  const whole = shown(isWhole ? cell.command : script(cell.command))
    .split('\n')
    .flatMap((line) => wrapCode(line, width - 4));
  const command = isWhole ? whole : cut(whole, LONGEST_COMMAND);
  const mark = { inProgress: paint.cyan, completed: paint.green, failed: paint.red, declined: paint.yellow }[
    cell.status
  ];
  const lines = indented(command, `${mark(cell.isOfUser ? '!' : '$')} `, '  ');
  if (cell.cwd !== cwd)
    lines.push(...wrapHard(paint.dim(`in ${shownLine(cell.cwd)}`), width - 2).map((line) => `  ${line}`));
  const output = shownOutput(cell.output).replace(/\n+$/, '');
  if (output !== '') {
    const all = output.split('\n');
    const limit = isWhole ? LARGEST : TAIL;
    const tail = all.slice(-limit).flatMap((line) => wrapHard(line, width - 4));
    const hidden = all.length - Math.min(all.length, limit);
    if (hidden > 0)
      lines.push(
        paint.dim(`  \u2502 \u2026 ${hidden} more line${hidden === 1 ? '' : 's'}${isWhole ? '' : ': Ctrl-T'}`),
      );
    // One long line can fill the screen as well.
    lines.push(...(isWhole ? tail : tail.slice(-TAIL * 2)).map((line) => `  ${paint.dim('\u2502')} ${line}`));
  }
  const end = commandEnd(cell);
  if (end !== '') lines.push(`  ${mark('\u2514')} ${end}`);
  return lines;
}

/** What a shell is given to run, where that is all: the words around it say nothing. Anything less simple stays as it is. */
export function script(command: string): string {
  const quoted = /^(?:\/[\w/.-]*\/)?(?:ba|z|da)?sh -l?c (?:'([^']*)'|"((?:[^"\\$`]|\\[\\"$`])*)"|([\w./-]+))$/.exec(
    command,
  );
  if (!quoted) return command;
  const [, single, double, word] = quoted;
  return single ?? double?.replace(/\\(.)/g, '$1') ?? word ?? command;
}

function commandEnd({ status, exitCode, durationMs }: CommandCell): string {
  const time = durationMs === null ? '' : `, ${duration(durationMs)}`;
  switch (status) {
    case 'inProgress':
      return '';
    case 'declined':
      return 'declined';
    default:
      return `exit code ${exitCode ?? 'unknown'}${time}`;
  }
}

export function duration(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

function filesLines({ changes, status }: FilesCell, look: CellLook): string[] {
  const { paint } = look;
  const head = {
    inProgress: `${paint.cyan('\u270e')} Changing files`,
    completed: `${paint.green('\u270e')} Changed files`,
    failed: `${paint.red('\u270e')} The change failed`,
    declined: `${paint.yellow('\u270e')} Change declined`,
  }[status];
  const lines = changesLines(changes, look.cwd, { ...look, width: look.width - 2 });
  return [head, ...(look.isWhole ? lines : cut(lines, LONGEST_CHANGE)).map((line) => `  ${line}`)];
}

function toolLines({ name, status, progress, item }: ToolCell, { width, paint, isWhole }: CellLook): string[] {
  const mark = { inProgress: paint.cyan, completed: paint.green, failed: paint.red }[status];
  const given = item.type === 'webSearch' ? shownLine(item.query) : shownLine(JSON.stringify(item.arguments ?? {}));
  const head = `${shownLine(name)} ${given}`;
  const lines = indented(isWhole ? wrapHard(head, width - 2) : [clipped(head, width - 2)], mark('\u2699 '), '  ');
  if (status === 'inProgress' && progress !== null) lines.push(paint.dim(clipped(`  ${shownLine(progress)}`, width)));
  const said = resultOf(item);
  if (said !== '') {
    const all = shownOutput(said)
      .trimEnd()
      .split('\n')
      .flatMap((line) => wrapHard(line, width - 4));
    const kept = isWhole ? all.slice(0, LARGEST) : cut(all, TAIL);
    lines.push(...kept.map((line) => `  ${status === 'failed' ? paint.red('\u2502') : paint.dim('\u2502')} ${line}`));
  }
  return lines;
}

function resultOf(item: ToolCell['item']): string {
  if (item.type === 'webSearch') return '';
  if (item.type === 'dynamicToolCall')
    return (item.contentItems ?? [])
      .map((content) => ('text' in content ? String(content.text) : `[${content.type}]`))
      .join('\n');
  if (item.error) return item.error.message;
  const content = (item.result?.content ?? []) as { type?: string; text?: string }[];
  return content.map(({ type, text }) => text ?? `[${type ?? 'content'}]`).join('\n');
}

export function planLines({ explanation, steps }: PlanCell, { width, paint }: Look): string[] {
  const said = explanation ? wrapWords(paint.italic(shown(explanation)), width - 2).map((line) => `  ${line}`) : [];
  const rows = steps.flatMap(({ step, status }) => {
    const [mark, brush] = {
      completed: ['\u2714', paint.dim] as const,
      inProgress: ['\u25b8', paint.bold] as const,
      pending: ['\u00b7', (text: string) => text] as const,
    }[status];
    return indented(wrapWords(shown(step), width - 4).map(brush), `  ${mark} `, '    ');
  });
  return [paint.bold('Plan'), ...said, ...rows];
}

function otherLines(item: Extract<Cell, { kind: 'other' }>['item'], { width, paint }: CellLook): string[] {
  switch (item.type) {
    case 'contextCompaction':
      return [paint.dim('\u25b8 The conversation was compacted')];
    case 'imageView':
      return [paint.dim(clipped(`\u25b8 Looked at ${shownLine(item.path)}`, width))];
    default:
      return [paint.dim(`\u25b8 ${shownLine(item.type)}`)];
  }
}

function cut(lines: readonly string[], most: number): string[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most - 1), `\u2026 ${lines.length - most + 1} more lines: Ctrl-T`];
}

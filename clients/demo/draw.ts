import type { v2 } from '../../generated-types/index.js';
import type { ApprovalCell, Cell, CommandCell, FilesCell, PlanCell, Transcript } from '../library/transcript/index.js';
import type { Screen } from './screen.js';

/** Writes what is new in a transcript. A cell that has not changed is the same object as before. */
export function draw(screen: Screen, before: Transcript, { cells }: Transcript): void {
  const known = new Map(before.cells.map((cell) => [cell.key, cell]));
  for (const cell of cells) {
    const old = known.get(cell.key);
    if (cell !== old) drawCell(screen, cell, old);
  }
}

function drawCell(screen: Screen, cell: Cell, old: Cell | undefined): void {
  switch (cell.kind) {
    case 'user':
      if (old) return;
      screen.heading('green', 'you');
      return screen.line(undefined, cell.text);
    case 'assistant': {
      const shown = old?.kind === 'assistant' ? old.text : '';
      return screen.stream(cell.key, { colour: 'blue', text: 'agent' }, cell.text.slice(shown.length));
    }
    case 'reasoning': {
      const shown = old?.kind === 'reasoning' ? old.summary.join('\n\n') : '';
      const more = cell.summary.join('\n\n').slice(shown.length);
      return screen.stream(cell.key, { colour: 'dim', text: 'thinking' }, more);
    }
    case 'plan':
      return drawPlan(screen, cell);
    case 'command':
      return drawCommand(screen, cell, old?.kind === 'command' ? old : undefined);
    case 'files':
      return drawFiles(screen, cell, old?.kind === 'files' ? old : undefined);
    case 'approval':
      return old ? undefined : drawApproval(screen, cell);
    case 'retry':
      screen.heading('yellow', 'it is tried again');
      return screen.line('yellow', cell.message);
    case 'error':
      screen.heading('red', 'error');
      return screen.line('red', cell.error.message);
    case 'turn':
      return cell.status === 'interrupted' ? screen.heading('yellow', 'interrupted') : undefined;
    default:
      return; // the demo has no others
  }
}

function drawPlan(screen: Screen, { steps }: PlanCell): void {
  screen.heading('cyan', 'plan');
  for (const { step, status } of steps) {
    const mark = { completed: '✔', inProgress: '▸', pending: '·' }[status];
    screen.line(status === 'completed' ? 'dim' : undefined, `  ${mark} ${step}`);
  }
}

function drawCommand(screen: Screen, cell: CommandCell, old: CommandCell | undefined): void {
  if (!old) {
    screen.heading('cyan', 'command');
    screen.line(undefined, `  $ ${cell.command}`);
  }
  if (cell.status === 'inProgress' || (old && old.status !== 'inProgress')) return;
  if (cell.output !== '') for (const line of cell.output.trimEnd().split('\n')) screen.line('dim', `  ${line}`);
  // An interrupted command has the exit code -1.
  const end = cell.exitCode === null || cell.exitCode < 0 ? cell.status : `exit code ${cell.exitCode}`;
  screen.line(cell.exitCode === 0 ? 'green' : 'red', `  ${end}`);
}

function drawFiles(screen: Screen, cell: FilesCell, old: FilesCell | undefined): void {
  if (!old?.changes.length && cell.changes.length) {
    screen.heading('cyan', 'patch');
    for (const change of cell.changes) drawChange(screen, change);
  }
  const hasFailed = cell.status === 'failed' || cell.status === 'declined';
  if (hasFailed && cell.status !== old?.status) screen.line('red', `  ${cell.status}`);
}

function drawChange(screen: Screen, { path, kind, diff }: v2.FileUpdateChange): void {
  const heading = { add: 'new ', delete: 'gone ', update: '' }[kind.type];
  const sign = { add: '+', delete: '-', update: '' }[kind.type];
  screen.line('bold', `  ${heading}${path}`);
  for (const line of diff.trimEnd().split('\n')) {
    const text = `${sign}${line}`;
    screen.line(text.startsWith('+') ? 'green' : text.startsWith('-') ? 'red' : 'dim', `  ${text}`);
  }
}

/** The cell above it says what is asked for. */
function drawApproval(screen: Screen, { method, params }: ApprovalCell): void {
  screen.heading('yellow', method === 'item/fileChange/requestApproval' ? 'may it change this?' : 'may it run this?');
  const { reason } = params as { reason?: string | null };
  if (reason) screen.line(undefined, `  (${reason})`);
}

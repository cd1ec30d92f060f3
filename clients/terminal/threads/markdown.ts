import type { v2 } from '../../../generated-types/index.js';
import type { Cell, CommandCell, FilesCell, ToolCell } from '../../library/transcript/index.js';
import { visible, visibleLine } from '../visible.js';
import { factsOf } from './facts.js';
import { titleOf } from './find-thread.js';

/** A thread as a Markdown text. What was said is quoted or fenced, so that nothing in it can end its place. */
export function markdownOf(thread: v2.Thread, cells: readonly Cell[]): string {
  const head = [
    `# ${titleOf(thread) || thread.id}`,
    factsOf(thread)
      .map(([name, value]) => `- ${name}: ${value}`)
      .join('\n'),
  ];
  const blocks = cells.map(markdownOfCell).filter((block) => block !== '');
  return `${[...head, ...blocks].join('\n\n')}\n`;
}

function markdownOfCell(cell: Cell): string {
  switch (cell.kind) {
    case 'user':
      return `## User\n\n${quoted([cell.text, ...attached(cell.content)].filter(Boolean).join('\n'))}`;
    case 'assistant':
      return `## Assistant\n\n${visible(cell.text)}`;
    case 'reasoning':
      return cell.summary.length === 0 ? '' : `*Thinking*\n\n${quoted(cell.summary.join('\n\n'))}`;
    case 'command':
      return command(cell);
    case 'files':
      return files(cell);
    case 'tool':
      return tool(cell);
    case 'plan':
      return `*Plan*\n\n${cell.steps.map(({ step, status }) => `- [${status === 'completed' ? 'x' : ' '}] ${visibleLine(step)}`).join('\n')}`;
    case 'proposal':
      return `*Proposed plan*\n\n${quoted(cell.text)}`;
    case 'review':
      return cell.phase === 'entered'
        ? `*Review of ${visibleLine(cell.review)}*`
        : `*Review*\n\n${quoted(cell.review)}`;
    case 'error':
      return `**Error:** ${visibleLine(cell.error.message)}`;
    case 'turn':
      return cell.status === 'interrupted' ? '*The turn was interrupted.*' : '';
    case 'other':
      return `*${OTHERS[cell.item.type] ?? visibleLine(cell.item.type)}*`;
    default:
      return ''; // approvals and retries are about a turn that runs
  }
}

/** Items without a cell of their own kind, in words. */
export const OTHERS: Readonly<Record<string, string>> = {
  contextCompaction: 'The conversation was summed up',
  imageView: 'The model looked at a picture',
};

/** The parts of a message that are not texts. */
export const attached = (content: readonly v2.UserInput[]): string[] =>
  content.flatMap((piece) => {
    if (piece.type === 'text') return [];
    if (piece.type === 'localImage') return [`[picture ${piece.path}]`];
    return [`[${piece.type}]`];
  });

function command({ command, output, exitCode, status, isOfUser }: CommandCell): string {
  const text = `$ ${command}${output === '' ? '' : `\n${output.replace(/\n$/, '')}`}`;
  const end = exitCode === null ? status : `exit code ${exitCode}`;
  return `*Command${isOfUser ? ' of the user' : ''}, ${end}*\n\n${fenced(text, 'console')}`;
}

function files({ changes, status }: FilesCell): string {
  const blocks = changes.map(
    ({ path, kind, diff }) =>
      `\`${visibleLine(path).replaceAll('`', "'")}\` (${kind.type})\n\n${fenced(diff.replace(/\n$/, ''), 'diff')}`,
  );
  return [`*Changes, ${status}*`, ...blocks].join('\n\n');
}

function tool({ name, status, item }: ToolCell): string {
  return [`*Tool ${visibleLine(name)}, ${status}*`, ...toolTexts(item).map((text) => fenced(text, ''))].join('\n\n');
}

/** What a tool was called with, and what it gave. */
export function toolTexts(item: ToolCell['item']): string[] {
  if (item.type === 'webSearch') return [item.query];
  const input = JSON.stringify(item.arguments, null, 2);
  if (item.type === 'dynamicToolCall')
    return [input, ...(item.contentItems ?? []).map((piece) => ('text' in piece ? piece.text : `[${piece.type}]`))];
  const results = (item.result?.content ?? []) as { type?: string; text?: string }[];
  return [input, ...(item.error ? [item.error.message] : []), ...results.map(({ type, text }) => text ?? `[${type}]`)];
}

const quoted = (text: string): string =>
  visible(text)
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');

/** The fence is longer than each in the text. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${visible(text)}\n${fence}`;
}

import type { v2 } from '../../../generated-types/index.js';
import type { Cell } from './cells.js';

/** Some providers use the same ids again in every turn. */
export const itemKey = (turnId: string, itemId: string): string => `item/${turnId}/${itemId}`;

/**
 * The cell of an item. `isFirst`: no message of the user comes before it in its turn. `isComplete` counts for items that do not say so themselves. `before`
 * is the cell as it was, with what was streamed into it.
 */
export function itemCell(
  item: v2.ThreadItem,
  turnId: string,
  { isFirst, isComplete, before }: { isFirst: boolean; isComplete: boolean; before?: Cell | undefined },
): Cell {
  const base = { key: itemKey(turnId, item.id), turnId };
  switch (item.type) {
    case 'userMessage':
      return {
        ...base,
        kind: 'user',
        text: item.content.flatMap((piece) => (piece.type === 'text' ? [piece.text] : [])).join('\n'),
        content: item.content,
        forkBefore: before?.kind === 'user' ? before.forkBefore : isFirst ? { beforeTurnId: turnId } : null,
      };
    case 'agentMessage':
      return { ...base, kind: 'assistant', text: item.text, phase: item.phase, isComplete };
    case 'reasoning':
      return { ...base, kind: 'reasoning', summary: item.summary, content: item.content, isComplete };
    case 'commandExecution':
      return {
        ...base,
        kind: 'command',
        command: item.command,
        cwd: item.cwd,
        status: item.status,
        output: item.aggregatedOutput ?? (before?.kind === 'command' ? before.output : ''),
        exitCode: item.exitCode,
        durationMs: item.durationMs,
        isOfUser: item.source === 'userShell',
      };
    case 'fileChange':
      return { ...base, kind: 'files', status: item.status, changes: item.changes };
    case 'mcpToolCall':
      return { ...base, kind: 'tool', item, name: `${item.server}.${item.tool}`, status: item.status, progress: null };
    case 'dynamicToolCall': {
      const name = item.namespace === null ? item.tool : `${item.namespace}.${item.tool}`;
      return { ...base, kind: 'tool', item, name, status: item.status, progress: null };
    }
    case 'webSearch':
      return {
        ...base,
        kind: 'tool',
        item,
        name: 'web search',
        status: isComplete ? 'completed' : 'inProgress',
        progress: null,
      };
    case 'plan':
      return { ...base, kind: 'proposal', text: item.text, isComplete };
    case 'enteredReviewMode':
      return { ...base, kind: 'review', phase: 'entered', review: item.review };
    case 'exitedReviewMode':
      return { ...base, kind: 'review', phase: 'exited', review: item.review };
    default:
      return { ...base, kind: 'other', item };
  }
}

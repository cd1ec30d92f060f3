import type { ServerRequests, v2 } from '../../../generated-types/index.js';
import type { Notification } from '../registry.js';
import type { ApprovalCell, Cell } from './cells.js';
import { itemCell, itemKey } from './item-cell.js';

/** What a transcript is made of: notifications of the server, and its requests for approvals. */
export type TranscriptEvent = Notification | ApprovalRequest;

/** A request of the server, as `client.handle` gets it, with its id. */
export type ApprovalRequest = {
  readonly [M in keyof ServerRequests]: {
    readonly method: M;
    readonly id: v2.RequestId;
    readonly params: ServerRequests[M]['params'];
  };
}[keyof ServerRequests];

/** The cells of one thread, in order. A transcript is never changed: each function gives another one, which shares the cells that are the same. */
export interface Transcript {
  readonly threadId: string;
  readonly cells: readonly Cell[];
}

export const emptyTranscript = (threadId: string): Transcript => ({ threadId, cells: [] });

/** The cells of turns that were read from the server (`thread/resume`, `thread/read`, `thread/turns/list`), oldest first. */
export function transcriptOf(threadId: string, turns: readonly v2.Turn[]): Transcript {
  return { threadId, cells: turns.flatMap(cellsOf) };
}

/** The transcript after an event. An event of another thread, or one that shows nothing, gives the same transcript. */
export function reduce(transcript: Transcript, event: TranscriptEvent): Transcript {
  const { threadId } = (event.params ?? {}) as { threadId?: string };
  if (threadId !== transcript.threadId) return transcript;
  if ('id' in event) return asked(transcript, event);
  switch (event.method) {
    case 'item/started':
      return withItem(transcript, event.params.item, event.params.turnId, false);
    case 'item/completed':
      return withItem(transcript, event.params.item, event.params.turnId, true);
    case 'item/agentMessage/delta':
    case 'item/plan/delta':
      return changed(transcript, itemKey(event.params.turnId, event.params.itemId), (cell) =>
        cell.kind === 'assistant' || cell.kind === 'proposal'
          ? { ...cell, text: cell.text + event.params.delta }
          : cell,
      );
    case 'item/reasoning/summaryTextDelta': {
      const { turnId, itemId, delta, summaryIndex } = event.params;
      return changed(transcript, itemKey(turnId, itemId), (cell) =>
        cell.kind === 'reasoning' ? { ...cell, summary: grown(cell.summary, summaryIndex, delta) } : cell,
      );
    }
    case 'item/reasoning/summaryPartAdded': {
      const { turnId, itemId, summaryIndex } = event.params;
      return changed(transcript, itemKey(turnId, itemId), (cell) =>
        cell.kind === 'reasoning' ? { ...cell, summary: grown(cell.summary, summaryIndex, '') } : cell,
      );
    }
    case 'item/reasoning/textDelta': {
      const { turnId, itemId, delta, contentIndex } = event.params;
      return changed(transcript, itemKey(turnId, itemId), (cell) =>
        cell.kind === 'reasoning' ? { ...cell, content: grown(cell.content, contentIndex, delta) } : cell,
      );
    }
    case 'item/commandExecution/outputDelta':
      return changed(transcript, itemKey(event.params.turnId, event.params.itemId), (cell) =>
        cell.kind === 'command' ? { ...cell, output: cell.output + event.params.delta } : cell,
      );
    case 'item/fileChange/patchUpdated':
      return changed(transcript, itemKey(event.params.turnId, event.params.itemId), (cell) =>
        cell.kind === 'files' ? { ...cell, changes: event.params.changes } : cell,
      );
    case 'item/mcpToolCall/progress':
      return changed(transcript, itemKey(event.params.turnId, event.params.itemId), (cell) =>
        cell.kind === 'tool' ? { ...cell, progress: event.params.message } : cell,
      );
    case 'turn/plan/updated': {
      const { turnId, explanation, plan } = event.params;
      return put(transcript, { kind: 'plan', key: `plan/${turnId}`, turnId, explanation, steps: plan });
    }
    case 'serverRequest/resolved':
      return changed(transcript, approvalKey(event.params.requestId), (cell) =>
        cell.kind === 'approval' ? { ...cell, state: 'decided' } : cell,
      );
    case 'error': {
      const { turnId, error, willRetry } = event.params;
      // The cells at the end of a turn are added with its end.
      if (!willRetry) return transcript;
      return put(transcript, { kind: 'retry', key: `retry/${turnId}`, turnId, message: error.message });
    }
    case 'turn/completed':
      return ended(transcript, event.params.turn);
    default:
      return transcript;
  }
}

/** The transcript before a message of the user: that of a fork with the message's `forkBefore`. */
export function before(transcript: Transcript, key: string): Transcript {
  const at = transcript.cells.findIndex((cell) => cell.key === key);
  return at === -1 ? transcript : { ...transcript, cells: transcript.cells.slice(0, at) };
}

function cellsOf(turn: v2.Turn): Cell[] {
  const cells: Cell[] = [];
  for (const item of turn.items) {
    const isFirst = !cells.some(({ kind }) => kind === 'user');
    const isComplete = turn.status !== 'inProgress' || item.completedAtMs !== null;
    cells.push(itemCell(item, turn.id, { isFirst, isComplete }));
  }
  return [...cells, ...endOf(turn)];
}

/** The last cells of a turn. */
function endOf({ id, status, error, durationMs }: v2.Turn): Cell[] {
  if (status === 'inProgress') return [];
  return [
    ...(error ? [{ kind: 'error', key: `error/${id}`, turnId: id, error } as const] : []),
    { kind: 'turn', key: `turn/${id}`, turnId: id, status, durationMs },
  ];
}

function ended(transcript: Transcript, turn: v2.Turn): Transcript {
  const left = transcript.cells.filter(
    (cell) => cell.turnId !== turn.id || (cell.kind !== 'approval' && cell.kind !== 'retry'),
  );
  return endOf(turn).reduce<Transcript>(put, { ...transcript, cells: left });
}

function withItem(transcript: Transcript, item: v2.ThreadItem, turnId: string, isComplete: boolean): Transcript {
  const known = transcript.cells.findLast(({ key }) => key === itemKey(turnId, item.id));
  const isFirst = !transcript.cells.some((cell) => cell.turnId === turnId && cell.kind === 'user');
  const cell = itemCell(item, turnId, { isFirst, isComplete, before: known });
  const isOver = (other: Cell): boolean =>
    (other.kind === 'retry' && other.turnId === turnId) ||
    (isComplete && other.kind === 'approval' && other.turnId === turnId && other.itemId === item.id);
  const cells = transcript.cells.some(isOver) ? transcript.cells.filter((other) => !isOver(other)) : transcript.cells;
  return put({ ...transcript, cells }, cell);
}

function asked(transcript: Transcript, { id, method, params }: ApprovalRequest): Transcript {
  const { turnId, itemId } = params as { turnId?: string | null; itemId?: string | null };
  if (turnId == null) return transcript;
  const cell: ApprovalCell = {
    kind: 'approval',
    key: approvalKey(id),
    turnId,
    requestId: id,
    itemId: itemId ?? '',
    method,
    params,
    state: 'open',
  };
  return put(transcript, cell);
}

const approvalKey = (id: v2.RequestId): string => `approval/${typeof id} ${id}`;

/** Puts a cell in the place of the one with its key; a new one comes after all others. */
function put(transcript: Transcript, cell: Cell): Transcript {
  const at = transcript.cells.findLastIndex(({ key }) => key === cell.key);
  return { ...transcript, cells: at === -1 ? [...transcript.cells, cell] : transcript.cells.with(at, cell) };
}

function changed(transcript: Transcript, key: string, change: (cell: Cell) => Cell): Transcript {
  const at = transcript.cells.findLastIndex((cell) => cell.key === key);
  const cell = transcript.cells[at];
  if (cell === undefined) return transcript;
  const next = change(cell);
  return next === cell ? transcript : { ...transcript, cells: transcript.cells.with(at, next) };
}

/** A list of texts in which one text became longer. Missing texts before it are empty. */
function grown(texts: readonly string[], index: number, delta: string): readonly string[] {
  const padded = Array.from({ length: Math.max(texts.length, index + 1) }, (_, i) => texts[i] ?? '');
  return padded.with(index, (padded[index] ?? '') + delta);
}

import type { AssistantCell, Cell, PlanCell } from '../../library/transcript/index.js';
import { assistantLines, type CellLook, cellLines } from './cell-lines.js';
import { settledLength } from './markdown.js';

/** Lines that are printed once and then belong to the terminal. */
export interface Chunk {
  readonly id: number;
  readonly text: string;
}

/**
 * Decides which cells are printed: those that no longer change, in order. Of a message that is being written, the finished blocks are printed already.
 * Approvals, retries and the plan of a running turn are shown beside the cells, so that nothing waits for them.
 */
export class Scrollback {
  #chunks: readonly Chunk[] = [];
  #printed = new Set<string>();
  /** How much of a message is printed, by the key of its cell. */
  readonly #lengths = new Map<string, number>();
  /** Cells that were printed while they ran, because their turn had ended. */
  readonly #unfinished = new Set<string>();
  #count = 0;

  get chunks(): readonly Chunk[] {
    return this.#chunks;
  }

  print(lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.#chunks = [...this.#chunks, { id: this.#count++, text: `${lines.join('\n')}\n` }];
  }

  /** Another conversation is shown from now on. */
  forget(): void {
    this.#printed = new Set();
    this.#lengths.clear();
    this.#unfinished.clear();
  }

  /** These are not printed: they are there already, or too old. */
  skip(cells: readonly Cell[]): void {
    for (const { key } of cells) this.#printed.add(key);
  }

  /** Prints what is finished, and gives the lines of the rest, without the cell that is asked about. */
  advance(cells: readonly Cell[], look: CellLook, asked?: string): string[] {
    const ended = new Set(cells.flatMap((cell) => (cell.kind === 'turn' ? [cell.turnId] : [])));
    const live: string[][] = [];
    let isBlocked = false;
    for (const cell of cells) {
      if (cell.kind === 'approval' || (cell.kind === 'plan' && !ended.has(cell.turnId))) continue;
      if (this.#printed.has(cell.key)) {
        this.#printLateEnd(cell, look);
        continue;
      }
      const isOver = isFinished(cell) || ended.has(cell.turnId);
      if (isOver && !isBlocked) {
        this.#printCell(cell, look);
        continue;
      }
      isBlocked ||= cell.kind !== 'retry';
      if (cell.key === asked) continue;
      if (cell.kind === 'assistant' && live.length === 0) this.#printSettled(cell, look);
      const lines = cell.kind === 'assistant' ? assistantLines(this.#restOf(cell), look) : cellLines(cell, look);
      if (lines.length > 0) live.push(lines);
    }
    return live.flatMap((lines) => [...lines, '']);
  }

  #printCell(cell: Cell, look: CellLook): void {
    this.#printed.add(cell.key);
    if (!isFinished(cell)) this.#unfinished.add(cell.key);
    this.print(cell.kind === 'assistant' ? assistantLines(this.#restOf(cell), look) : cellLines(cell, look));
  }

  /** A command in the background has ended. */
  #printLateEnd(cell: Cell, look: CellLook): void {
    if (!this.#unfinished.has(cell.key) || !isFinished(cell)) return;
    this.#unfinished.delete(cell.key);
    this.print(cellLines(cell, look));
  }

  #printSettled(cell: AssistantCell, look: CellLook): void {
    const rest = this.#restOf(cell);
    const length = settledLength(rest);
    if (length === 0) return;
    this.print(assistantLines(rest.slice(0, length), look));
    this.#lengths.set(cell.key, (this.#lengths.get(cell.key) ?? 0) + length);
  }

  #restOf({ key, text }: AssistantCell): string {
    return text.slice(this.#lengths.get(key) ?? 0);
  }
}

function isFinished(cell: Cell): boolean {
  switch (cell.kind) {
    case 'assistant':
    case 'reasoning':
    case 'proposal':
      return cell.isComplete;
    case 'command':
    case 'files':
    case 'tool':
      return cell.status !== 'inProgress';
    case 'approval':
    case 'retry':
    case 'plan':
      return false;
    default:
      return true;
  }
}

/** The plan of a turn that has not ended. */
export const livePlan = (cells: readonly Cell[]): PlanCell | undefined =>
  cells.findLast(
    (cell): cell is PlanCell =>
      cell.kind === 'plan' && !cells.some((other) => other.kind === 'turn' && other.turnId === cell.turnId),
  );

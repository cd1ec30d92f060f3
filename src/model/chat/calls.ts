import { randomUUID } from 'node:crypto';

/** One complete tool call. */
export interface ChatCall {
  readonly id: string;
  readonly name: string;
  /** JSON text, as the model wrote it. */
  readonly input: string;
}

interface Pieces {
  readonly index: number | undefined;
  id: string;
  name: string;
  input: string;
}

/**
 * Builds parallel tool calls from their pieces (C127). A missing id, or one that was used before, is replaced by a new one:
 * outputs and clients refer to calls by their ids.
 */
export class ChatCalls {
  readonly #calls: Pieces[] = [];
  readonly #toolNames: ReadonlySet<string>;

  /** @param toolNames the tools that the request offered: they show where a name ends that comes in pieces. */
  constructor(toolNames: ReadonlySet<string> = new Set()) {
    this.#toolNames = toolNames;
  }

  /** One element of a `tool_calls` list. */
  take(piece: Record<string, unknown>): void {
    const made = piece.function as Record<string, unknown> | undefined;
    const index = typeof piece.index === 'number' ? piece.index : undefined;
    const id = textOf(piece.id);
    const name = textOf(made?.name);
    const call = this.#find(index, id, name) ?? this.#begin(index);
    call.id ||= id;
    call.name = this.#joinedName(call.name, name);
    call.input = joinedInput(call.input, inputOf(made?.arguments));
  }

  get empty(): boolean {
    return this.#calls.length === 0;
  }

  /** The calls in the order in which they began. */
  whole(taken: ReadonlySet<string>): ChatCall[] {
    const ids = new Set(taken);
    return this.#calls.map(({ id, name, input }) => {
      const unique = id === '' || ids.has(id) ? `call_${randomUUID()}` : id;
      ids.add(unique);
      return { id: unique, name, input: input.trim() === '' ? '{}' : input };
    });
  }

  #begin(index: number | undefined): Pieces {
    const call = { index, id: '', name: '', input: '' };
    this.#calls.push(call);
    return call;
  }

  /** The call that a piece continues. */
  #find(index: number | undefined, id: string, name: string): Pieces | undefined {
    const candidates = index === undefined ? this.#calls : this.#calls.filter((call) => call.index === index);
    const last = candidates.at(-1);
    return (
      candidates.findLast((call) => id !== '' && call.id === id) ??
      (last && this.#beginsAnother(last, { index, id, name }) ? undefined : last)
    );
  }

  /**
   * Some servers send each call in one piece and give all of them the index 0 or no index; others give every piece a new id. A piece
   * that starts a call has a name.
   */
  #beginsAnother(last: Pieces, { index, id, name }: Pick<Pieces, 'index' | 'id' | 'name'>): boolean {
    if (name === '' || last.name === '') return false;
    if (id !== '') return id !== last.id && !(last.id === '' && this.#continuesName(last, name));
    if (this.#continuesName(last, name)) return false;
    return index === undefined || name !== last.name;
  }

  /** All pieces of a name come before the arguments. */
  #continuesName(last: Pieces, piece: string): boolean {
    if (last.input !== '') return false;
    const joined = last.name + piece;
    if (this.#toolNames.size > 0) return [...this.#toolNames].some((name) => name.startsWith(joined));
    return piece !== last.name;
  }

  /** Names are compared, not just appended: a piece may repeat the name or its beginning. */
  #joinedName(before: string, piece: string): string {
    if (piece === '' || before === piece) return before;
    if (piece.startsWith(before)) return piece;
    if (this.#toolNames.has(before) && !this.#toolNames.has(before + piece)) return before;
    return before + piece;
  }
}

/** Arguments are compared too: a piece may repeat them or their beginning. */
function joinedInput(before: string, piece: string): string {
  if (before === '' || !piece.startsWith('{')) return before + piece;
  if (piece.startsWith(before) && isWhole(piece)) return piece;
  if (!isWhole(before)) return before + piece;
  return before.trim() === '{}' ? piece : before;
}

function isWhole(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Some servers send the arguments as an object, not as text. */
function inputOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : textOf(value);
}

import { randomUUID } from 'node:crypto';

/** One tool call, whole. */
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
 * Puts parallel tool calls together from their pieces (C127). Ids that are missing, or used before, are made up:
 * outputs and clients tell calls apart by them.
 */
export class ChatCalls {
  readonly #calls: Pieces[] = [];

  /** One element of a `tool_calls` list. */
  take(piece: Record<string, unknown>): void {
    const made = piece.function as Record<string, unknown> | undefined;
    const index = typeof piece.index === 'number' ? piece.index : undefined;
    const id = textOf(piece.id);
    const name = textOf(made?.name);
    const call = this.#find(index, id, name) ?? this.#begin(index);
    call.id ||= id;
    call.name ||= name;
    call.input += inputOf(made?.arguments);
  }

  get empty(): boolean {
    return this.#calls.length === 0;
  }

  /** The calls in the order in which they began. */
  whole(taken: ReadonlySet<string>): ChatCall[] {
    const ids = new Set(taken);
    return this.#calls.map(({ id, name, input }) => {
      const own = id === '' || ids.has(id) ? `call_${randomUUID()}` : id;
      ids.add(own);
      return { id: own, name, input: input.trim() === '' ? '{}' : input };
    });
  }

  #begin(index: number | undefined): Pieces {
    const call = { index, id: '', name: '', input: '' };
    this.#calls.push(call);
    return call;
  }

  /** The call that a piece goes on with. */
  #find(index: number | undefined, id: string, name: string): Pieces | undefined {
    const candidates = index === undefined ? this.#calls : this.#calls.filter((call) => call.index === index);
    const last = candidates.at(-1);
    return (
      candidates.findLast((call) => id !== '' && call.id === id) ??
      (last && beginsAnother(last, index, id, name) ? undefined : last)
    );
  }
}

/**
 * Some servers give every call of an answer the index 0, or none, and send each call in one piece; others give every piece another id. A piece
 * that begins a call has a name.
 */
function beginsAnother(last: Pieces, index: number | undefined, id: string, name: string): boolean {
  if (name === '' || last.name === '') return false;
  return id === '' ? index === undefined || name !== last.name : id !== last.id;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Some servers send the arguments as they are, not as text. */
function inputOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : textOf(value);
}

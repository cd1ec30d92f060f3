/** A piece of a message in plan mode: of the message itself, or of the plan in it. */
export interface Piece {
  readonly part: 'message' | 'plan';
  readonly text: string;
}

const OPENS = '<proposed_plan>';
const CLOSES = '</proposed_plan>';

/** Splits a streamed message. The tags of a plan are on separate lines; they belong to neither part. */
export class PlanText {
  #part: Piece['part'] = 'message';
  /** The beginning of a line that may become a tag. */
  #held = '';
  #atLineStart = true;
  /** White space before the first word of the message, which may never come. */
  #blank: string | undefined = '';

  add(text: string): Piece[] {
    const pieces: Piece[] = [];
    for (const line of text.split(/(?<=\n)/)) this.#addToLine(line, pieces);
    return joined(pieces);
  }

  /** The end of the message: text that was held back is a tag only if the tag is complete. */
  end(): Piece[] {
    const pieces: Piece[] = [];
    const held = this.#held;
    this.#held = '';
    if (held !== '' && !this.#turnAt(held)) this.#give(held, pieces);
    return pieces;
  }

  #addToLine(text: string, pieces: Piece[]): void {
    if (!this.#atLineStart) {
      this.#atLineStart = text.endsWith('\n');
      return this.#give(text, pieces);
    }
    const line = this.#held + text;
    const isWhole = line.endsWith('\n');
    if (!isWhole && mayBecomeTag(line)) {
      this.#held = line;
      return;
    }
    this.#held = '';
    this.#atLineStart = isWhole;
    if (!(isWhole && this.#turnAt(line))) this.#give(line, pieces);
  }

  /** Whether the line is the tag that comes next; the part changes there. */
  #turnAt(line: string): boolean {
    if (line.trim() !== (this.#part === 'message' ? OPENS : CLOSES)) return false;
    this.#part = this.#part === 'message' ? 'plan' : 'message';
    return true;
  }

  #give(text: string, pieces: Piece[]): void {
    if (this.#part === 'plan' || this.#blank === undefined) {
      pieces.push({ part: this.#part, text });
      return;
    }
    this.#blank += text;
    if (this.#blank.trim() === '') return;
    pieces.push({ part: 'message', text: this.#blank });
    this.#blank = undefined;
  }
}

/** The parts of a whole message. Of several plans the last one counts. */
export function splitPlan(text: string): { readonly message: string; readonly plan: string | undefined } {
  const blocks: string[] = [];
  let message = '';
  let inside = false;
  for (const line of text.split(/(?<=\n)/)) {
    if (line.trim() === (inside ? CLOSES : OPENS)) {
      inside = !inside;
      if (inside) blocks.push('');
    } else if (inside) blocks.push((blocks.pop() ?? '') + line);
    else message += line;
  }
  return { message: message.trim() === '' ? '' : message, plan: blocks.at(-1) };
}

function mayBecomeTag(line: string): boolean {
  const start = line.trimStart();
  return OPENS.startsWith(start.trimEnd()) || CLOSES.startsWith(start.trimEnd());
}

/** Joins consecutive pieces of the same part. */
function joined(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last?.part === piece.part) all[all.length - 1] = { ...last, text: last.text + piece.text };
    else all.push(piece);
  }
  return all;
}

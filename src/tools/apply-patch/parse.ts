import { PatchError } from './patch-error.js';

/** What a patch wants of one file. Paths are as written. */
export type Hunk =
  | { readonly type: 'add'; readonly path: string; readonly content: string }
  | { readonly type: 'delete'; readonly path: string }
  | {
      readonly type: 'update';
      readonly path: string;
      readonly moveTo: string | undefined;
      readonly chunks: readonly Chunk[];
    };

export interface Chunk {
  /** A line that stands somewhere before the chunk. */
  readonly context: string | undefined;
  /** At least one. */
  readonly lines: readonly ChunkLine[];
  /** The chunk ends where the file ends. */
  readonly endOfFile: boolean;
}

export interface ChunkLine {
  readonly type: 'keep' | 'remove' | 'insert';
  readonly text: string;
}

const BEGIN = '*** Begin Patch';
const END = '*** End Patch';
const ADD = '*** Add File: ';
const DELETE = '*** Delete File: ';
const UPDATE = '*** Update File: ';
const MOVE = '*** Move to: ';
const END_OF_FILE = '*** End of File';
const HEREDOCS: readonly (string | undefined)[] = ['<<EOF', "<<'EOF'", '<<"EOF"'];

/** Reads the text of a patch (C92). No hunks at all is still a patch. Throws `PatchError` of kind `syntax`. */
export function parsePatch(text: string): Hunk[] {
  const lines = unwrap(
    text
      .trim()
      .split('\n')
      .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)),
  );
  // The number that the reference gives the first line after the marker, a here-document's first line left out.
  const reader = new LineReader(lines.slice(1, -1), 2);
  const hunks: Hunk[] = [];
  while (!reader.done) hunks.push(readHunk(reader));
  return hunks;
}

/** Checks the two markers; models also send the here-document that they would give a shell. */
function unwrap(lines: string[]): string[] {
  const problem = markerProblem(lines);
  if (problem === undefined) return lines;
  if (lines.length < 4 || !HEREDOCS.includes(lines[0]) || !lines.at(-1)?.endsWith('EOF')) throw problem;
  const inner = lines.slice(1, -1);
  const innerProblem = markerProblem(inner);
  if (innerProblem !== undefined) throw innerProblem;
  return inner;
}

function markerProblem(lines: readonly string[]): PatchError | undefined {
  if (lines[0] !== BEGIN) return invalidPatch(`The first line of the patch must be '${BEGIN}'`);
  if (lines.at(-1) !== END) return invalidPatch(`The last line of the patch must be '${END}'`);
  return undefined;
}

function readHunk(reader: LineReader): Hunk {
  const line = reader.number;
  const header = reader.take().trim();
  if (header.startsWith(ADD)) return { type: 'add', path: header.slice(ADD.length), content: readAdded(reader) };
  if (header.startsWith(DELETE)) return { type: 'delete', path: header.slice(DELETE.length) };
  if (!header.startsWith(UPDATE)) {
    throw invalidHunk(
      line,
      `'${header}' is not a valid hunk header. Valid hunk headers: '${ADD}{path}', '${DELETE}{path}', '${UPDATE}{path}'`,
    );
  }
  const path = header.slice(UPDATE.length);
  const moveTo = reader.peek?.startsWith(MOVE) ? reader.take().slice(MOVE.length) : undefined;
  const chunks: Chunk[] = [];
  while (reader.peek !== undefined && !reader.peek.startsWith('***')) {
    if (reader.peek.trim() === '') reader.take();
    else chunks.push(readChunk(reader, chunks.length === 0));
  }
  if (chunks.length === 0) throw invalidHunk(line, `Update file hunk for path '${path}' is empty`);
  return { type: 'update', path, moveTo, chunks };
}

function readAdded(reader: LineReader): string {
  const lines: string[] = [];
  while (reader.peek?.startsWith('+')) lines.push(`${reader.take().slice(1)}\n`);
  return lines.join('');
}

function readChunk(reader: LineReader, first: boolean): Chunk {
  const context = readContext(reader, first);
  const lines: ChunkLine[] = [];
  while (reader.peek !== undefined) {
    const text = reader.peek;
    if (text === END_OF_FILE && lines.length > 0) {
      reader.take();
      return { context, lines, endOfFile: true };
    }
    const line = text === END_OF_FILE ? undefined : chunkLine(text);
    if (line === undefined) break;
    lines.push(line);
    reader.take();
  }
  if (lines.length > 0) return { context, lines, endOfFile: false };
  if (reader.peek === undefined || reader.peek === END_OF_FILE) {
    throw invalidHunk(reader.number, 'Update hunk does not contain any lines');
  }
  throw invalidHunk(
    reader.number,
    `Unexpected line found in update hunk: '${reader.peek}'. ` +
      "Every line should start with ' ' (context line), '+' (added line), or '-' (removed line)",
  );
}

/** The text after `@@`; only the first chunk of a file may go without a marker. */
function readContext(reader: LineReader, first: boolean): string | undefined {
  const text = reader.peek ?? '';
  if (text !== '@@' && !text.startsWith('@@ ')) {
    if (first) return undefined;
    throw invalidHunk(reader.number, `Expected update hunk to start with a @@ context marker, got: '${text}'`);
  }
  reader.take();
  const context = text.slice(3);
  // A blank says nothing about the place: it is a marker with a space too many.
  return context.trim() === '' ? undefined : context;
}

function chunkLine(text: string): ChunkLine | undefined {
  switch (text.charAt(0)) {
    case '':
      return { type: 'keep', text: '' };
    case ' ':
      return { type: 'keep', text: text.slice(1) };
    case '+':
      return { type: 'insert', text: text.slice(1) };
    case '-':
      return { type: 'remove', text: text.slice(1) };
    default:
      return undefined;
  }
}

class LineReader {
  #next = 0;
  constructor(
    private readonly lines: readonly string[],
    private readonly firstNumber: number,
  ) {}

  get done(): boolean {
    return this.#next >= this.lines.length;
  }

  /** The number of the next line in the patch. */
  get number(): number {
    return this.firstNumber + this.#next;
  }

  get peek(): string | undefined {
    return this.lines[this.#next];
  }

  take(): string {
    return this.lines[this.#next++] ?? '';
  }
}

function invalidPatch(message: string): PatchError {
  return new PatchError('syntax', `invalid patch: ${message}`);
}

function invalidHunk(line: number, message: string): PatchError {
  return new PatchError('syntax', `invalid hunk at line ${line}, ${message}`);
}

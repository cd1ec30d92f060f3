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
  /** Lines that stand somewhere before the chunk, one after another: such as the head of a class, then of a method. */
  readonly context: readonly string[];
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
  if (lines[0]?.trim() !== BEGIN) return invalidPatch(`The first line of the patch must be '${BEGIN}'`);
  if (lines.at(-1)?.trim() !== END) return invalidPatch(`The last line of the patch must be '${END}'`);
  return undefined;
}

function readHunk(reader: LineReader): Hunk {
  const line = reader.number;
  const header = reader.take().trim();
  if (header.startsWith(ADD)) return { type: 'add', path: pathIn(header, ADD), content: readAdded(reader) };
  if (header.startsWith(DELETE)) return { type: 'delete', path: pathIn(header, DELETE) };
  if (!header.startsWith(UPDATE)) {
    throw invalidHunk(
      line,
      `'${header}' is not a valid hunk header. Valid hunk headers: '${ADD}{path}', '${DELETE}{path}', '${UPDATE}{path}'`,
    );
  }
  const path = pathIn(header, UPDATE);
  const moveTo = reader.peek?.trim().startsWith(MOVE) ? pathIn(reader.take().trim(), MOVE) : undefined;
  const chunks: Chunk[] = [];
  while (reader.peek !== undefined && !reader.peek.startsWith('***')) {
    if (reader.peek.trim() === '') reader.take();
    else chunks.push(readChunk(reader, chunks.length === 0));
  }
  if (chunks.length === 0) throw invalidHunk(line, `Update file hunk for path '${path}' is empty`);
  return { type: 'update', path, moveTo, chunks };
}

const pathIn = (header: string, marker: string): string => header.slice(marker.length).trim();

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
    const endOfFile = isEndOfFile(reader);
    if (endOfFile && lines.length > 0) {
      reader.take();
      return { context, lines, endOfFile: true };
    }
    const line = endOfFile ? undefined : chunkLine(text);
    if (line === undefined) break;
    lines.push(line);
    reader.take();
  }
  if (lines.length > 0) return { context, lines, endOfFile: false };
  if (reader.peek === undefined || isEndOfFile(reader)) {
    throw invalidHunk(reader.number, 'Update hunk does not contain any lines');
  }
  throw invalidHunk(
    reader.number,
    `Unexpected line found in update hunk: '${reader.peek}'. ` +
      "Every line should start with ' ' (context line), '+' (added line), or '-' (removed line)",
  );
}

/** The texts after `@@`; only the first chunk of a file may go without a marker. */
function readContext(reader: LineReader, first: boolean): string[] {
  const text = reader.peek ?? '';
  if (placeIn(text) === undefined) {
    if (first) return [];
    throw invalidHunk(reader.number, `Expected update hunk to start with a @@ context marker, got: '${text}'`);
  }
  const context: string[] = [];
  for (let place = placeIn(text); place !== undefined; place = placeIn(reader.peek ?? '')) {
    reader.take();
    if (place !== '') context.push(place);
  }
  return context;
}

/** Models also write the line numbers of a unified diff, which they can't know (C242). */
const LINE_NUMBERS = /^-\d+(,\d+)? \+\d+(,\d+)? @@/;

/** What a marker line names: empty for one that names no place, undefined for a line that is no marker. */
function placeIn(line: string): string | undefined {
  // Spaces before a marker: where a chunk begins, nothing else can be meant.
  const text = line.trimStart();
  if (text.trimEnd() === '@@') return '';
  if (!text.startsWith('@@ ')) return undefined;
  const place = text.slice(3);
  return place.trim() === '' || LINE_NUMBERS.test(place) ? '' : place;
}

/** With spaces before it, it could be a line of the file: then it must also stand where a chunk ends. */
function isEndOfFile(reader: LineReader): boolean {
  const { peek = '', afterNext } = reader;
  if (peek.trim() !== END_OF_FILE) return false;
  return peek.startsWith('*') || afterNext === undefined || /^(\s*\*\*\* |@@)/.test(afterNext);
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

  get afterNext(): string | undefined {
    return this.lines[this.#next + 1];
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

import type { Chunk, ChunkLine } from './parse.js';
import { PatchError } from './patch-error.js';
import { Edits, editLines } from './text/edit.js';
import { asBytes, joinLines, splitLines } from './text/lines.js';
import { Seeker } from './text/seek.js';

/** The file with the chunks applied, each sought after the one before it. Throws `PatchError` of kind `no_match`. */
export function applyChunks(bytes: Buffer, chunks: readonly Chunk[], path: string): Buffer {
  const file = splitLines(bytes);
  const seeker = new Seeker(file.lines);
  const edits = new Edits();
  let from = 0;
  let before: readonly string[] = [];
  for (const chunk of chunks) {
    for (const [depth, context] of chunk.context.entries()) {
      const at = seeker.find([context], from);
      // The patch changes another method of the same class. It names the head of the class again, which is before this place.
      if (at === undefined && chunk.context.length > depth + 1 && before[depth] === context) continue;
      if (at === undefined) throw new PatchError('no_match', `Failed to find context '${context}' in ${path}`);
      from = at + 1;
    }
    before = chunk.context;
    from = placeChunk(seeker, edits, chunk, from, path);
  }
  return joinLines(editLines(file, edits));
}

/** Records what the chunk does where it fits; gives the line behind it. */
function placeChunk(seeker: Seeker, edits: Edits, chunk: Chunk, from: number, path: string): number {
  for (const lines of [chunk.lines, withoutFinalBlank(chunk.lines)]) {
    if (lines === undefined) break;
    const old = oldLines(lines);
    if (old.length === 0) {
      // A context line names the place, unless the chunk must be at the end of the file.
      const anywhere = chunk.context.length === 0 || chunk.endOfFile;
      record(edits, lines, anywhere ? seeker.end : from);
      return from;
    }
    const at = seeker.find(old, from, chunk.endOfFile);
    if (at === undefined) continue;
    record(edits, lines, at);
    return at + old.length;
  }
  throw new PatchError('no_match', `Failed to find expected lines in ${path}:\n${oldLines(chunk.lines).join('\n')}`);
}

function oldLines(lines: readonly ChunkLine[]): string[] {
  return lines.filter(({ type }) => type !== 'insert').map(({ text }) => text);
}

function record(edits: Edits, lines: readonly ChunkLine[], start: number): void {
  let at = start;
  for (const { type, text } of lines) {
    if (type === 'insert') edits.insert(at, asBytes(text));
    else if (type === 'remove') edits.remove(at++);
    else at++;
  }
}

/**
 * The chunk without the blank line at its end, which models write for the line break that ends the file. Undefined when there is none. A
 * blank context line that has new lines behind it is one that they want between.
 */
function withoutFinalBlank(lines: readonly ChunkLine[]): ChunkLine[] | undefined {
  const old = lines.findLastIndex(({ type }) => type !== 'insert');
  const blank = lines[old];
  if (blank?.text !== '') return undefined;
  const newer = lines.findLastIndex(({ type }) => type !== 'remove');
  return lines.flatMap((line, at) => {
    if (at === newer && line.text === '') return at === old || line.type === 'insert' ? [] : [remove('')];
    if (at !== old) return [line];
    return line.type === 'keep' ? [{ type: 'insert' as const, text: '' }] : [];
  });
}

function remove(text: string): ChunkLine {
  return { type: 'remove', text };
}

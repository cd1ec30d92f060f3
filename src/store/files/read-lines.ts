import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { openRegularFile } from '../../os/open-regular-file.js';

/** Lines are read for so many milliseconds; then other work runs. */
const SLICE_MS = 10;
const CHUNK = 1 << 18;
/** A larger file is refused: it would take minutes to read. */
const MAX_BYTES = 4 * 1024 ** 3;
/** A longer line is left out, so that a file without line ends does not fill the memory. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;
const ZEROS = Buffer.alloc(CHUNK);

export interface LinesOptions {
  /** The first byte; it must begin a line. */
  readonly from?: number | undefined;
  /** At most so many bytes of the file are read, counted from its beginning. */
  readonly to: number;
  readonly firstChunk?: number | undefined;
}

/** `last`: the text after the last newline. `start`: the position of the line in the file. Returns false to end. */
export type LineConsumer = (line: Buffer | undefined, last: boolean, start: number) => boolean;

/** Passes each line to the consumer until it returns `false` or the file ends. A line that is too long is passed as undefined. */
export async function readLines(
  path: string,
  { from: begin = 0, to: maxBytes, firstChunk = CHUNK }: LinesOptions,
  consume: LineConsumer,
): Promise<{ size: number; endsWithNewline: boolean }> {
  const file = await openRegularFile(path);
  try {
    const whole = (await file.stat()).size;
    if (whole > MAX_BYTES && maxBytes > MAX_BYTES) {
      throw new Error(`it has more than ${MAX_BYTES / 1024 ** 3} GiB, which is the most`);
    }
    /** Pieces of a line whose newline has not been read yet. */
    let rest: Buffer[] = [];
    let restBytes = 0;
    const joined = (end: Buffer): Buffer | undefined => {
      if (restBytes + end.length > MAX_LINE_BYTES) return undefined;
      return rest.length > 0 ? Buffer.concat([...rest, end]) : end;
    };
    let size = begin;
    let start = begin;
    let endsWithNewline = true;
    let sliceEnd = performance.now() + SLICE_MS;
    let want = firstChunk;
    while (size < maxBytes) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(want), 0, Math.min(want, maxBytes - size), size);
      if (bytesRead === 0) break;
      want = CHUNK;
      const chunk = buffer.subarray(0, bytesRead);
      size += bytesRead;
      endsWithNewline = chunk[bytesRead - 1] === 10;
      let from = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        const line = chunk.subarray(from, end);
        if (!consume(joined(line), false, start)) return { size, endsWithNewline };
        rest = [];
        restBytes = 0;
        from = end + 1;
        start = size - bytesRead + from;
        if (performance.now() > sliceEnd) {
          await turnOfTheLoop();
          sliceEnd = performance.now() + SLICE_MS;
        }
      }
      if (from === chunk.length) continue;
      // Zero bytes are removed from a line; of many, a few are kept so that the line is still counted.
      const piece = isHole(chunk) ? chunk.subarray(0, 1) : chunk.subarray(from);
      restBytes += piece.length;
      if (restBytes > MAX_LINE_BYTES) rest = [];
      else rest.push(piece);
    }
    consume(joined(Buffer.alloc(0)), true, start);
    return { size, endsWithNewline };
  } finally {
    await file.close();
  }
}

const isHole = (chunk: Buffer): boolean => chunk[0] === 0 && chunk.equals(ZEROS.subarray(0, chunk.length));

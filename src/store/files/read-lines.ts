import type { FileHandle } from 'node:fs/promises';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { openRegularFile } from '../../os/open-regular-file.js';

/** Lines are read for this many milliseconds; then other work runs. */
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
  /** At most this many bytes of the file are read, counted from its beginning. */
  readonly to: number;
  readonly firstChunk?: number | undefined;
}

/**
 * `last`: the text after the last newline. `start`: the position of the line in the file. Returns false to end. The bytes are those of the line only until the
 * call returns.
 */
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
    const chunks = new Chunks(file, maxBytes);
    for (;;) {
      const chunk = await chunks.read(size, size === begin ? firstChunk : CHUNK);
      const bytesRead = chunk.length;
      if (bytesRead === 0) break;
      size += bytesRead;
      // Many readers need no more than the first chunk.
      if (size - bytesRead > begin) chunks.readAhead(size);
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
      else rest.push(Buffer.from(piece));
    }
    consume(joined(Buffer.alloc(0)), true, start);
    return { size, endsWithNewline };
  } finally {
    await file.close();
  }
}

/** Reads a file into two buffers in turn. The content of one may be used until the read after the next begins. */
class Chunks {
  readonly #file: FileHandle;
  readonly #to: number;
  #buffer: Buffer | undefined;
  #other: Buffer | undefined;
  #ahead: Promise<Buffer> | undefined;

  /** At most this many bytes of the file are read, counted from its beginning. */
  constructor(file: FileHandle, to: number) {
    this.#file = file;
    this.#to = to;
  }

  /** Empty at the end of the file. */
  read(position: number, want: number): Promise<Buffer> {
    const chunk = this.#ahead ?? this.#read(position, want);
    this.#ahead = undefined;
    return chunk;
  }

  /** The next chunk is read while the lines of this one are. */
  readAhead(position: number): void {
    this.#ahead = this.#read(position, CHUNK);
    this.#ahead.catch(() => {}); // it may never be asked for
  }

  async #read(position: number, want: number): Promise<Buffer> {
    const length = Math.min(want, this.#to - position);
    if (length === 0) return EMPTY;
    const buffer = this.#other && this.#other.length >= length ? this.#other : Buffer.allocUnsafe(want);
    this.#other = this.#buffer;
    this.#buffer = buffer;
    const { bytesRead } = await this.#file.read(buffer, 0, length, position);
    return buffer.subarray(0, bytesRead);
  }
}

const EMPTY = Buffer.alloc(0);

const isHole = (chunk: Buffer): boolean => chunk[0] === 0 && chunk.equals(ZEROS.subarray(0, chunk.length));

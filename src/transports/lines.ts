import { isUtf8 } from 'node:buffer';
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import split2 from 'split2';
import type { Unreadable } from '../rpc/transport.js';

const NEWLINE = 10;

/** Bytes of one line that the server accepts. A longer line is dropped and reported. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** Splits a byte stream into lines (LF or CRLF, a leading BOM dropped, the last line with or without its newline). Blank lines are left out. */
export function readLines(input: Readable, onUnreadable: (why: Unreadable) => void): Readable {
  const lines = split2((line: string) => {
    const text = line.startsWith('\ufeff') ? line.slice(1) : line;
    return /\S/.test(text) ? text : undefined;
  });
  return input.pipe(new LineGuard(onUnreadable)).pipe(lines);
}

/**
 * Passes on only whole lines. split2 splits all text that it holds again for each chunk, which takes quadratic time for a long line, and it accepts lines of
 * any length with any bytes. So a line waits here for its newline.
 */
class LineGuard extends Transform {
  readonly #reject: (why: Unreadable) => void;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(reject: (why: Unreadable) => void) {
    super();
    this.#reject = reject;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const first = this.#heldBytes > 0 ? chunk.indexOf(NEWLINE) + 1 : 0;
      this.#hold(chunk.subarray(0, first));
      this.#release();
      this.#pass(chunk.subarray(first, end));
    }
    this.#hold(chunk.subarray(end));
    done();
  }

  override _flush(done: TransformCallback): void {
    this.#release();
    done();
  }

  /** Keeps the bytes of an unfinished line; of one that is too long only their number. */
  #hold(piece: Buffer): void {
    const fitted = this.#heldBytes <= MAX_LINE_BYTES;
    this.#heldBytes += piece.length;
    if (this.#heldBytes <= MAX_LINE_BYTES) {
      if (piece.length > 0) this.#held.push(piece);
    } else if (fitted) {
      this.#held = [];
      this.#reject({ code: 'message_too_large', limitBytes: MAX_LINE_BYTES });
    }
  }

  #release(): void {
    const [only = Buffer.alloc(0), ...more] = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    this.#pass(more.length === 0 ? only : Buffer.concat([only, ...more]));
  }

  #pass(lines: Buffer): void {
    if (lines.length === 0) return;
    if (isUtf8(lines)) this.push(lines);
    else this.#passReadable(lines);
  }

  /** Some line is not UTF-8: only that one is refused. */
  #passReadable(lines: Buffer): void {
    for (let from = 0; from < lines.length; ) {
      const end = lines.indexOf(NEWLINE, from) + 1 || lines.length;
      const line = lines.subarray(from, end);
      if (isUtf8(line)) this.push(line);
      else this.#reject({ code: 'parse_error', reason: 'the line is not UTF-8' });
      from = end;
    }
  }
}

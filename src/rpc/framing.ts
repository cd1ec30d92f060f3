import { isUtf8 } from 'node:buffer';
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import split2 from 'split2';

const NEWLINE = 10;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Bytes of one line that the server accepts; a longer one is dropped and reported. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

export type RejectedLine = 'too-long' | 'not-utf8';

export interface FramingOptions {
  readonly maxLineBytes?: number;
  readonly onRejected: (why: RejectedLine) => void;
}

/** Splits a byte stream into lines (LF or CRLF, a leading BOM dropped, the last line with or without its newline). */
export function readLines(input: Readable, options: FramingOptions): Readable {
  const guard = new LineGuard(options.maxLineBytes ?? MAX_LINE_BYTES, options.onRejected);
  return input.pipe(guard).pipe(split2());
}

/**
 * Holds chunks back until a newline has come and then passes whole lines in one piece. split2 appends every chunk to a
 * string and splits all of it again, which is quadratic for a long line: 100 MB took five minutes, here it takes half a second.
 */
class LineGuard extends Transform {
  readonly #max: number;
  readonly #reject: (why: RejectedLine) => void;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #skipping = false;
  #first = true;

  constructor(max: number, reject: (why: RejectedLine) => void) {
    super();
    this.#max = max;
    this.#reject = reject;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = chunk;
    if (this.#skipping) {
      const end = chunk.indexOf(NEWLINE);
      if (end < 0) return done();
      this.#skipping = false;
      rest = chunk.subarray(end + 1);
    }
    const last = rest.lastIndexOf(NEWLINE);
    if (last >= 0) {
      const firstLineBytes = this.#heldBytes + rest.indexOf(NEWLINE);
      if (firstLineBytes > this.#max) {
        this.#drop();
        this.#pass(rest.subarray(rest.indexOf(NEWLINE) + 1, last + 1));
      } else {
        this.#held.push(rest.subarray(0, last + 1));
        this.#pass(this.#take());
      }
      rest = rest.subarray(last + 1);
    }
    if (rest.length > 0) {
      this.#held.push(rest);
      this.#heldBytes += rest.length;
      if (this.#heldBytes > this.#max) {
        this.#drop();
        this.#skipping = true;
      }
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    this.#pass(this.#take());
    done();
  }

  #take(): Buffer {
    const piece = this.#held.length === 1 ? (this.#held[0] as Buffer) : Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return piece;
  }

  #drop(): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#reject('too-long');
  }

  #pass(piece: Buffer): void {
    let lines = piece;
    if (this.#first && lines.length > 0) {
      this.#first = false;
      if (lines.subarray(0, BOM.length).equals(BOM)) lines = lines.subarray(BOM.length);
    }
    if (lines.length === 0) return;
    if (isUtf8(lines)) this.push(lines);
    else this.#passValidLines(lines);
  }

  #passValidLines(lines: Buffer): void {
    for (let from = 0; from < lines.length; ) {
      const newline = lines.indexOf(NEWLINE, from);
      const end = newline < 0 ? lines.length : newline + 1;
      const line = lines.subarray(from, end);
      if (isUtf8(line)) this.push(line);
      else this.#reject('not-utf8');
      from = end;
    }
  }
}

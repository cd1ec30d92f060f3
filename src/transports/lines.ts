import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
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
  const guard = new LineGuard((whole) => lines.write(whole), onUnreadable);
  input.on('data', (chunk: Buffer) => {
    guard.take(chunk);
    if (lines.writableNeedDrain) input.pause();
  });
  lines.on('drain', () => input.resume());
  input.once('end', () => {
    guard.end();
    lines.end();
  });
  return lines;
}

/**
 * Passes on only whole lines. split2 splits all text that it holds again for each chunk, which takes quadratic time for a long line, and it accepts lines of
 * any length with any bytes. So a line waits here for its newline. It is no stream, because a stream more takes a tenth of the time of a small request.
 */
class LineGuard {
  readonly #accept: (lines: Buffer) => void;
  readonly #reject: (why: Unreadable) => void;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(accept: (lines: Buffer) => void, reject: (why: Unreadable) => void) {
    this.#accept = accept;
    this.#reject = reject;
  }

  take(chunk: Buffer): void {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const first = this.#heldBytes > 0 ? chunk.indexOf(NEWLINE) + 1 : 0;
      if (first > 0) this.#hold(chunk.subarray(0, first));
      this.#release();
      this.#pass(chunk.subarray(first, end));
    }
    if (end < chunk.length) this.#hold(chunk.subarray(end));
  }

  /** The last line may have no newline. */
  end(): void {
    this.#release();
  }

  /** Keeps the bytes of an unfinished line; of one that is too long only their number. */
  #hold(piece: Buffer): void {
    const fitted = this.#heldBytes <= MAX_LINE_BYTES;
    this.#heldBytes += piece.length;
    if (this.#heldBytes <= MAX_LINE_BYTES) this.#held.push(piece);
    else if (fitted) {
      this.#held = [];
      this.#reject({ code: 'message_too_large', limitBytes: MAX_LINE_BYTES });
    }
  }

  #release(): void {
    if (this.#heldBytes === 0) return;
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    this.#pass(Buffer.concat(held));
  }

  #pass(lines: Buffer): void {
    if (lines.length === 0) return;
    if (isUtf8(lines)) this.#accept(lines);
    else this.#passReadable(lines);
  }

  /** Some line is not UTF-8: only that one is refused. */
  #passReadable(lines: Buffer): void {
    for (let from = 0; from < lines.length; ) {
      const end = lines.indexOf(NEWLINE, from) + 1 || lines.length;
      const line = lines.subarray(from, end);
      if (isUtf8(line)) this.#accept(line);
      else this.#reject({ code: 'parse_error', reason: 'the line is not UTF-8' });
      from = end;
    }
  }
}

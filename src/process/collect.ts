import { isAscii } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';

export type Stream = 'stdout' | 'stderr';

/**
 * The output of a program: each stream alone, and both in the order in which they came. While only one stream has output, its bytes are counted and its text is
 * made only once.
 */
export class CollectedStreams {
  readonly #streams: Readonly<Record<Stream, Collected>>;
  /** Undefined until both have printed. */
  #both: Collected | undefined;

  constructor(maxBytes: number) {
    this.#streams = { stdout: new Collected(maxBytes), stderr: new Collected(maxBytes) };
  }

  add(stream: Stream, chunk: Buffer): void {
    const other = this.#streams[stream === 'stdout' ? 'stderr' : 'stdout'];
    if (!other.isEmpty) this.#both ??= other.copy();
    this.#both?.add(chunk);
    this.#streams[stream].add(chunk);
  }

  texts(): Readonly<Record<Stream | 'aggregated', string>> {
    const [stdout, stderr] = [this.#streams.stdout.text(), this.#streams.stderr.text()];
    return { stdout, stderr, aggregated: this.#both?.text() ?? (stdout || stderr) };
  }
}

/**
 * Keeps the beginning and the end of a stream of bytes within a limit, and counts the bytes between them. The limit is for the text as JSON, because it is sent
 * in that form. In JSON, a NUL has six bytes.
 */
export class Collected {
  readonly #half: number;
  #head: Buffer[] = [];
  #headSize = 0;
  #tail: Sized[] = [];
  #tailSize = 0;
  #dropped = 0;

  constructor(maxBytes: number) {
    this.#half = Math.ceil(maxBytes / 2);
  }

  add(chunk: Buffer): void {
    // The head is full once something is in the tail.
    const { count, size } = this.#tail.length > 0 ? NOTHING : fitting(chunk, this.#half - this.#headSize);
    if (count > 0) {
      this.#head.push(chunk.subarray(0, count));
      this.#headSize += size;
    }
    if (count === chunk.length) return;
    const bytes = chunk.subarray(count);
    const rest = { bytes, size: fitting(bytes, Number.POSITIVE_INFINITY).size };
    this.#tail.push(rest);
    this.#tailSize += rest.size;
    while (this.#tailSize - (this.#tail[0] as Sized).size >= this.#half) {
      const gone = this.#tail.shift() as Sized;
      this.#tailSize -= gone.size;
      this.#dropped += gone.bytes.length;
    }
  }

  get isEmpty(): boolean {
    return this.#head.length + this.#tail.length === 0;
  }

  copy(): Collected {
    const copy = new Collected(this.#half * 2);
    copy.#head = [...this.#head];
    copy.#headSize = this.#headSize;
    copy.#tail = [...this.#tail];
    copy.#tailSize = this.#tailSize;
    copy.#dropped = this.#dropped;
    return copy;
  }

  /** Bytes that are no UTF-8 become U+FFFD. */
  text(): string {
    const tail = this.#tail.map(({ bytes }) => bytes);
    if (this.#dropped === 0) return decode([...this.#head, ...tail]);
    return `${decode(this.#head)}\n[... ${this.#dropped} bytes left out ...]\n${decode(tail)}`;
  }
}

interface Sized {
  readonly bytes: Buffer;
  /** In JSON. */
  readonly size: number;
}

const NOTHING = { count: 0, size: 0 };

/** How many bytes the text of a byte has in JSON, by itself: control characters are escaped, and a part of a character becomes U+FFFD. */
const SIZES = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte < 0x20) return '\b\t\n\f\r'.includes(String.fromCharCode(byte)) ? 2 : 6;
  if (byte === 0x22 || byte === 0x5c) return 2;
  return byte < 0x80 ? 1 : 3;
});

/** How many bytes from the start of a chunk fit, and the size that they take. A character that is split between two chunks counts for more than its size. */
function fitting(chunk: Buffer, room: number): { count: number; size: number } {
  let size = 0;
  for (let count = 0; count < chunk.length; ) {
    const byte = chunk[count] as number;
    const length = byte < 0x80 ? 1 : characterAt(chunk, count);
    const next = size + (length > 1 ? length : (SIZES[byte] as number));
    if (next > room) return { count, size };
    size = next;
    count += length;
  }
  return { count: chunk.length, size };
}

/** The number of bytes of the character that begins here; 1 when no character begins here. */
function characterAt(chunk: Buffer, at: number): number {
  const first = chunk[at] as number;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > chunk.length) return 1;
  for (let next = at + 1; next < at + length; next++) if (((chunk[next] as number) & 0xc0) !== 0x80) return 1;
  const second = chunk[at + 1] as number;
  // Overlong forms, halves of surrogate pairs, and codes beyond the last character.
  const isRefused =
    (first === 0xe0 && second < 0xa0) ||
    (first === 0xed && second > 0x9f) ||
    (first === 0xf0 && second < 0x90) ||
    (first === 0xf4 && second > 0x8f);
  return isRefused ? 1 : length;
}

function decode(chunks: readonly Buffer[]): string {
  if (chunks.every(isAscii)) return Buffer.concat(chunks).toString('latin1'); // one copy outside of the heap, however long it is
  const decoder = new StringDecoder('utf8');
  return chunks.map((chunk) => decoder.write(chunk)).join('') + decoder.end();
}

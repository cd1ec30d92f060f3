import { StringDecoder } from 'node:string_decoder';

/**
 * Keeps the beginning and the end of a stream of bytes within a limit, and counts what falls between. The limit is for the text as JSON, which is
 * what becomes of it: there, one NUL has six bytes.
 */
export class Collected {
  readonly #half: number;
  readonly #head: Buffer[] = [];
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

/** How many bytes each byte can become in JSON: control characters are escaped, and one that is no UTF-8 becomes three. */
const SIZES = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte < 0x20) return '\b\t\n\f\r'.includes(String.fromCharCode(byte)) ? 2 : 6;
  if (byte === 0x22 || byte === 0x5c) return 2;
  return byte < 0x80 ? 1 : 3;
});

/** How many bytes from the start of a chunk fit in, and the room that they take. */
function fitting(chunk: Buffer, room: number): { count: number; size: number } {
  let size = 0;
  for (let count = 0; count < chunk.length; count++) {
    const next = size + (SIZES[chunk[count] as number] as number);
    if (next > room) return { count, size };
    size = next;
  }
  return { count: chunk.length, size };
}

function decode(chunks: readonly Buffer[]): string {
  const decoder = new StringDecoder('utf8');
  return chunks.map((chunk) => decoder.write(chunk)).join('') + decoder.end();
}

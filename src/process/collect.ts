import { StringDecoder } from 'node:string_decoder';

/** Keeps the beginning and the end of a stream of bytes within a limit, and counts what falls between. */
export class Collected {
  readonly #half: number;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #dropped = 0;

  constructor(maxBytes: number) {
    this.#half = Math.ceil(maxBytes / 2);
  }

  add(chunk: Buffer): void {
    const room = this.#half - this.#headBytes;
    if (room > 0) {
      this.#head.push(chunk.subarray(0, room));
      this.#headBytes += Math.min(room, chunk.length);
    }
    if (chunk.length <= room) return;
    const rest = chunk.subarray(Math.max(room, 0));
    this.#tail.push(rest);
    this.#tailBytes += rest.length;
    while (this.#tailBytes - (this.#tail[0] as Buffer).length >= this.#half) {
      const gone = this.#tail.shift() as Buffer;
      this.#tailBytes -= gone.length;
      this.#dropped += gone.length;
    }
  }

  /** Bytes that are no UTF-8 become U+FFFD. */
  text(): string {
    if (this.#dropped === 0) return decode([...this.#head, ...this.#tail]);
    return `${decode(this.#head)}\n[... ${this.#dropped} bytes left out ...]\n${decode(this.#tail)}`;
  }
}

function decode(chunks: readonly Buffer[]): string {
  const decoder = new StringDecoder('utf8');
  return chunks.map((chunk) => decoder.write(chunk)).join('') + decoder.end();
}

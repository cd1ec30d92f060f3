/** A client that wants no cap gets at most this much of each stream at once. What is sent as it comes has no such limit. */
const MAX_KEPT = 32 * 1024 * 1024;

export type StreamName = 'stdout' | 'stderr';

export interface OutputPiece {
  readonly stream: StreamName;
  readonly deltaBase64: string;
  /** No more of this stream will come. */
  readonly capReached: boolean;
}

/** The output of a client's command: sent as it comes, or kept until the end; of each stream no more than the cap. */
export class CappedOutput {
  readonly #cap: number;
  readonly #send: ((piece: OutputPiece) => unknown) | undefined;
  readonly #streams = { stdout: new Stream(), stderr: new Stream() };

  /** A promise that `send` returns is handed on by `add`. */
  constructor(cap: number | undefined, send?: (piece: OutputPiece) => unknown) {
    this.#send = send;
    this.#cap = Math.min(cap ?? Number.POSITIVE_INFINITY, send ? Number.POSITIVE_INFINITY : MAX_KEPT);
  }

  add(stream: StreamName, chunk: Buffer): unknown {
    const to = this.#streams[stream];
    if (to.capReached) return undefined;
    const piece = chunk.subarray(0, this.#cap - to.size);
    to.size += piece.length;
    to.capReached = to.size >= this.#cap;
    if (this.#send) return this.#send({ stream, deltaBase64: piece.toString('base64'), capReached: to.capReached });
    return void to.kept.push(piece);
  }

  /** What was kept; bytes that are no UTF-8 become U+FFFD. */
  text(stream: StreamName): string {
    return Buffer.concat(this.#streams[stream].kept).toString('utf8');
  }

  capReached(stream: StreamName): boolean {
    return this.#streams[stream].capReached;
  }
}

class Stream {
  readonly kept: Buffer[] = [];
  size = 0;
  capReached = false;
}

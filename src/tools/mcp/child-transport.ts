import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import type { LongRunning } from '../../process/long-running.js';

const MAX_LINE_BYTES = 64 * 1024 * 1024;

/**
 * Speaks with a child process, a message a line. The library's own would start the process itself, and every process here belongs
 * to the supervisor.
 */
export class ChildTransport implements Transport {
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: ((message: JSONRPCMessage) => void) | undefined;
  readonly #child: LongRunning;
  readonly #parse: (line: string) => JSONRPCMessage;
  #partial: Buffer[] = [];
  #bytes = 0;
  #closed = false;

  /** `parse` throws for what is no message. */
  constructor(child: LongRunning, parse: (line: string) => JSONRPCMessage) {
    this.#child = child;
    this.#parse = parse;
  }

  async start(): Promise<void> {
    const { stdout, ended } = this.#child;
    stdout?.on('data', (chunk: Buffer) => this.#read(chunk));
    stdout?.on('end', () => void this.close());
    void ended.then(() => this.#close());
  }

  send(message: JSONRPCMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      const { stdin } = this.#child;
      if (this.#closed || !stdin) return reject(new Error('Not connected'));
      stdin.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Ends the child; closed once it has ended, so that whoever hears of it can tell why. */
  async close(): Promise<void> {
    this.#child.end();
    await this.#child.ended;
    this.#close();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onclose?.();
  }

  #read(chunk: Buffer): void {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      this.#line(Buffer.concat([...this.#partial, rest.subarray(0, end)]).toString());
      this.#partial = [];
      this.#bytes = 0;
      rest = rest.subarray(end + 1);
    }
    if (rest.length === 0) return;
    this.#partial.push(rest);
    this.#bytes += rest.length;
    if (this.#bytes <= MAX_LINE_BYTES) return;
    this.#partial = [];
    this.onerror?.(new Error('a message of more than 64 MB'));
    void this.close();
  }

  #line(line: string): void {
    if (line.trim() === '') return;
    let message: JSONRPCMessage;
    try {
      message = this.#parse(line);
    } catch (error) {
      // Many programs print a greeting there; it is no message, and nothing else is lost with it.
      return this.onerror?.(error as Error);
    }
    this.onmessage?.(message);
  }
}

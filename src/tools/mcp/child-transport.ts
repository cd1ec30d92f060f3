import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import type { LongRunning } from '../../process/long-running.js';
import { MAX_MESSAGE_BYTES, readMessages } from './messages.js';

const SHOWN = 200;
/** A server could send requests and never read the answers. These must not fill our memory. */
const MAX_UNREAD_BYTES = 32 * 1024 * 1024;

/**
 * Exchanges messages with a child process, one per line. The transport of the library is not used: it starts the process itself, but every process here
 * belongs to the supervisor.
 */
export class ChildTransport implements Transport {
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: ((message: JSONRPCMessage) => void) | undefined;
  readonly #child: LongRunning;
  /** Ids of requests that have no answer yet. */
  readonly #open = new Set<number>();
  #partial: Buffer[] = [];
  #bytes = 0;
  #closed = false;

  constructor(child: LongRunning) {
    this.#child = child;
  }

  async start(): Promise<void> {
    const { stdout, ended } = this.#child;
    stdout?.on('data', (chunk: Buffer) => this.#read(chunk));
    stdout?.on('end', () => void this.close());
    void ended.then(() => this.#close());
  }

  send(message: JSONRPCMessage): Promise<void> {
    this.#note(message);
    return new Promise((resolve, reject) => {
      const { stdin } = this.#child;
      if (this.#closed || !stdin) return reject(new Error('Not connected'));
      if (stdin.writableLength > MAX_UNREAD_BYTES) {
        void this.close();
        return reject(new Error('the server does not read what it is sent'));
      }
      stdin.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Ends the child. The transport is closed only when the child has ended, so that the reason is known then. */
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
    if (this.#bytes <= MAX_MESSAGE_BYTES) return;
    this.#partial = [];
    this.onerror?.(new Error('a message of more than 64 MB'));
    void this.close();
  }

  /** A line that is not a message is only logged: many programs print a greeting. */
  #line(line: string): void {
    if (line.trim() === '') return;
    const messages = readMessages(line, { has: (id) => this.#open.has(id), only: () => onlyOne(this.#open) });
    if (messages.length === 0) this.onerror?.(new Error(`not a message: ${line.slice(0, SHOWN)}`));
    for (const message of messages as JSONRPCMessage[]) {
      if (!('method' in message)) this.#open.delete(message.id as number);
      this.onmessage?.(message);
    }
  }

  /** A cancelled request gets no answer. */
  #note(message: JSONRPCMessage): void {
    if (!('method' in message)) return;
    if ('id' in message) this.#open.add(message.id as number);
    else if (message.method === 'notifications/cancelled') this.#open.delete(message.params?.requestId as number);
  }
}

const onlyOne = (ids: ReadonlySet<number>): number | undefined => (ids.size === 1 ? [...ids][0] : undefined);

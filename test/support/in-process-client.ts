import { PassThrough } from 'node:stream';
import type { AppServer } from '../../src/server/library.js';
import type { Message } from './exchange.js';

/** A client of a server in this process, on its own streams. */
export class InProcessClient {
  readonly received: Message[] = [];
  readonly #input = new PassThrough();
  readonly #ended: Promise<void>;
  #next = 0;
  #changed: (() => void)[] = [];
  /** Answers requests of the server; by default none is answered. */
  onRequest: ((message: Message) => void) | undefined;

  constructor(server: AppServer) {
    const output = new PassThrough();
    let rest = '';
    output.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#take(JSON.parse(line) as Message);
    });
    this.#ended = server.connect(this.#input, output);
  }

  static async start(server: AppServer, name = 'test'): Promise<InProcessClient> {
    const client = new InProcessClient(server);
    await client.request('initialize', { clientInfo: { name, version: '1' } });
    return client;
  }

  async request<R = Record<string, unknown>>(method: string, params: object): Promise<R> {
    const id = `r${this.#next++}`;
    this.send({ id, method, params });
    const reply = await this.until((m) => m.id === id && m.method === undefined);
    if (reply.error) throw new Error(`${method} was refused: ${JSON.stringify(reply.error)}`);
    return reply.result as R;
  }

  send(message: object): void {
    this.#input.write(`${JSON.stringify(message)}\n`);
  }

  /** The first message that fits, received or to come. */
  async until(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.received.find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }

  events(type: string): Message[] {
    return this.received.filter(({ method }) => method === `codex/event/${type}`);
  }

  async leave(): Promise<void> {
    this.#input.end();
    await this.#ended;
  }

  #take(message: Message): void {
    this.received.push(message);
    if (message.method !== undefined && message.id !== undefined) this.onRequest?.(message);
    for (const wake of this.#changed.splice(0)) wake();
  }
}

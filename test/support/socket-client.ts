import { WebSocket } from 'ws';
import { kindOf, type Message } from './exchange.js';
import { until } from './until.js';

/** How a connection ended. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A client of a server that listens on sockets; it keeps what it has received. */
export class SocketClient implements AsyncDisposable {
  readonly received: Message[] = [];
  readonly closed: Promise<Closed>;
  #nextId = 0;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.received.push(JSON.parse(String(data)) as Message));
    socket.on('error', () => {}); // `closed` tells the end
    this.closed = new Promise((resolve) =>
      socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })),
    );
  }

  /** Connects to the socket at a path, or to a URL. */
  static async connect(place: string, headers: Readonly<Record<string, string>> = {}): Promise<SocketClient> {
    const url = place.startsWith('/') ? `ws+unix:${place}:/` : place;
    const socket = new WebSocket(url, { headers, perMessageDeflate: false });
    const client = new SocketClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  send(message: Message): void {
    this.socket.send(JSON.stringify(message));
  }

  async call(method: string, params: unknown = {}): Promise<Message> {
    const id = `${this.#nextId++}`;
    this.send({ id, method, params });
    return until(`the reply to ${method}`, () => this.received.find((m) => m.id === id && kindOf(m) === 'reply'));
  }

  async request<T = Record<string, unknown>>(method: string, params: unknown = {}): Promise<T> {
    const { result, error } = await this.call(method, params);
    if (error !== undefined) throw new Error(`${method} was refused: ${JSON.stringify(error)}`);
    return result as T;
  }

  async hello(name = 'test'): Promise<this> {
    await this.request('initialize', { clientInfo: { name, version: '1' } });
    return this;
  }

  /** The next notification or request of this method that has come or comes. */
  next(method: string): Promise<Message> {
    return until(method, () => this.received.find((m) => m.method === method));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }
}

/** What was told of turns, as texts. Each connection has times of its own for when it was told, and ids for requests. */
export const turnEvents = (messages: readonly Message[]): string[] =>
  messages
    .filter(({ method }) => /^(turn|item)\//.test(method ?? ''))
    .map((message) => JSON.stringify({ ...message, id: undefined, emittedAtMs: undefined }));

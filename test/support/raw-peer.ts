import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tlsFixture } from './tls-fixture.js';

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What a server does with a request, byte by byte: what it writes is what goes over the wire. */
export type Behaviour = (socket: Socket, request: RawRequest) => unknown;

/** Starts a server that answers each request with the next behaviour, and with the last one from then on. */
export async function startRawPeer(behaviours: Behaviour[], { secure = false } = {}): Promise<RawPeer> {
  const server = secure ? createHttpsServer(tlsFixture()) : createHttpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new RawPeer(server, behaviours, secure);
}

export class RawPeer implements AsyncDisposable {
  readonly requests: RawRequest[] = [];
  readonly port: number;
  readonly url: string;
  connections = 0;

  constructor(
    readonly server: Server,
    behaviours: Behaviour[],
    secure: boolean,
  ) {
    this.port = (server.address() as AddressInfo).port;
    this.url = `${secure ? 'https' : 'http'}://127.0.0.1:${this.port}/v1`;
    server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.connections++;
      socket.on('error', () => {}); // the other side may go at any time
    });
    server.on('request', async (incoming: IncomingMessage) => {
      let body = '';
      for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
      const { method = '', url: path = '', headers } = incoming;
      const request: RawRequest = { method, path, headers: headers as RawRequest['headers'], body };
      this.requests.push(request);
      const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0];
      behaviour?.(incoming.socket, request);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** The bytes of an answer whose end is the end of the connection. */
export function answerBytes(status: number, headers: Record<string, string>, body: string | Buffer = ''): Buffer {
  const lines = Object.entries({ connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Whatever\r\n${lines.join('')}\r\n`), Buffer.from(body)]);
}

/** Answers, and closes. */
export const answer =
  (status: number, headers: Record<string, string> = {}, body: string | Buffer = ''): Behaviour =>
  (socket) =>
    socket.end(answerBytes(status, headers, body));

const STREAM = { 'content-type': 'text/event-stream' };

/** Streams text and closes. */
export const stream = (text: string | Buffer): Behaviour => answer(200, STREAM, text);

/** Streams text and leaves the connection open. */
export const streamAndHold =
  (text: string): Behaviour =>
  (socket) =>
    socket.write(answerBytes(200, STREAM, text));

export const sse = (...events: object[]): string =>
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');

export const said = (text: string): object => ({
  type: 'response.output_item.done',
  item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] },
});

export const completed: object = { type: 'response.completed', response: { id: 'r' } };

/** A whole answer of the Responses API. */
export const whole = (text: string): string => sse(said(text), completed);

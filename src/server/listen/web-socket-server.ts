import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { WebSocketTransport } from '../../transports/web-socket.js';

/** Bytes of one message that a client may send, as on stdio. The close code for a longer one is 1009. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Milliseconds in which a client must have sent the head of its request. */
const HEAD_WITHIN_MS = 10_000;
const MAX_HEAD_BYTES = 16 * 1024;

/** Why a request is refused, and with which status. */
export interface Refusal {
  readonly status: number;
  readonly text: string;
}

export interface WebSocketOptions {
  /** Looks at the request for a connection; a refusal is its answer. */
  readonly admit: (request: IncomingMessage) => Refusal | undefined;
  /** A client has connected. */
  readonly serve: (transport: WebSocketTransport) => void;
}

/** An HTTP server that turns requests into websockets, and does nothing else. It must be told where to listen. */
export function webSocketServer({ admit, serve }: WebSocketOptions): Server {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  const server = createServer({
    maxHeaderSize: MAX_HEAD_BYTES,
    headersTimeout: HEAD_WITHIN_MS,
    requestTimeout: HEAD_WITHIN_MS,
    connectionsCheckingInterval: HEAD_WITHIN_MS / 10,
  });
  server.on('request', (request, response) => answer(admit, request, response));
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {}); // a client that leaves in the middle
    const refusal = admit(request);
    if (refusal) return refuse(socket, refusal);
    sockets.handleUpgrade(request, socket, head, (webSocket) => serve(new WebSocketTransport(webSocket)));
  });
  return server;
}

function answer(_admit: WebSocketOptions['admit'], _request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end("Connection header did not include 'upgrade'");
}

function refuse(socket: Duplex, { status, text }: Refusal): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'connection: close',
    ...(text === '' ? [] : ['content-type: text/plain; charset=utf-8']),
    `content-length: ${Buffer.byteLength(text)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}

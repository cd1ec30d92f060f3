import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { WebSocketTransport } from '../../transports/web-socket.js';

/** Bytes of one message that a client may send, as on stdio. A longer one ends the connection with close code 1009. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const MAX_HEAD_BYTES = 16 * 1024;
/** Milliseconds in which a client must have sent the head of its request. */
const HEAD_WITHIN_MS = 10_000;
/** The most connections that have not requested a websocket yet; websockets do not count. */
const MAX_BEGINNING = 64;
/** Milliseconds after which a connection that was told its end is cut. A slow client needs time until it reads the reason. */
const CLOSE_WITHIN_MS = 60_000;
const PROBES: readonly (string | undefined)[] = ['/healthz', '/readyz'];

const SOCKETS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_MESSAGE_BYTES,
  closeTimeout: CLOSE_WITHIN_MS,
};

/** Why a request is refused, and with which status. */
export interface Refusal {
  readonly status: number;
  readonly text: string;
}

export interface WebSocketServerOptions {
  /** Checks every request. */
  readonly check?: (request: IncomingMessage) => Refusal | undefined;
  /** Checks requests for a websocket. */
  readonly admit: (request: IncomingMessage) => Refusal | undefined;
  /** Headers of the answer that gives a websocket. */
  readonly headers?: readonly string[];
  /** A client has connected. */
  readonly serve: (transport: WebSocketTransport) => void;
  readonly maxClients: number;
  readonly headWithinMs?: number;
}

/** An HTTP server that turns requests into websockets and answers probes. The caller says where to listen. */
export function webSocketServer(options: WebSocketServerOptions): Server {
  const { check, admit, headers = [], serve, maxClients, headWithinMs = HEAD_WITHIN_MS } = options;
  const sockets = new WebSocketServer(SOCKETS);
  sockets.on('headers', (lines) => lines.push(...headers));
  const server = createServer({
    maxHeaderSize: MAX_HEAD_BYTES,
    headersTimeout: headWithinMs,
    requestTimeout: headWithinMs,
    connectionsCheckingInterval: headWithinMs / 10,
  });
  server.maxConnections = maxClients + MAX_BEGINNING;
  server.on('request', (request, response) => answer(request, response, check?.(request)));
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {}); // a client that disconnects during the request
    const refusal = check?.(request) ?? admit(request);
    if (refusal) return refuse(socket, refusal);
    sockets.handleUpgrade(request, socket, head, (webSocket) => serve(new WebSocketTransport(webSocket, socket)));
  });
  return server;
}

/** A request that asks for no websocket. */
function answer({ url, method = '' }: IncomingMessage, response: ServerResponse, refusal: Refusal | undefined): void {
  if (refusal) return send(response, refusal);
  if (!PROBES.includes(url?.split('?', 1)[0]))
    return send(response, { status: 400, text: "Connection header did not include 'upgrade'" });
  if (method === 'GET' || method === 'HEAD') return send(response, { status: 200, text: '' });
  response.setHeader('allow', 'GET,HEAD');
  send(response, { status: 405, text: '' });
}

function send(response: ServerResponse, { status, text }: Refusal): void {
  response.writeHead(status, { ...headersOf(text), connection: 'close' });
  response.end(text);
}

function refuse(socket: Duplex, { status, text }: Refusal): void {
  const headers = Object.entries({ ...headersOf(text), connection: 'close' });
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  // A client that does not close its side must not keep the connection.
  socket.once('finish', () => socket.destroy());
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', text].join('\r\n'));
}

const headersOf = (text: string): Record<string, string | number> => ({
  ...(text === '' ? {} : { 'content-type': 'text/plain; charset=utf-8' }),
  'content-length': Buffer.byteLength(text),
});

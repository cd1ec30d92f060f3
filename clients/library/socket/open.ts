import { WebSocket } from 'ws';
import type { ServerAddress } from './address.js';

/** Milliseconds in which the server must have answered the request for a connection. */
const CONNECT_WITHIN_MS = 10_000;
/** Milliseconds in which it must have answered a close frame. */
const CLOSE_WITHIN_MS = 5000;
/** Characters of the answer of a server that refuses. */
const LONGEST_REASON = 500;
const NOBODY: readonly (string | undefined)[] = ['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'];

const OPTIONS = {
  perMessageDeflate: false,
  // A history may have any length.
  maxPayload: 0,
  handshakeTimeout: CONNECT_WITHIN_MS,
  closeTimeout: CLOSE_WITHIN_MS,
};

/** Connects to a server. The socket is paused. Rejects with an error that says who refuses, and why. */
export function openSocket(address: ServerAddress, token: string | undefined): Promise<WebSocket> {
  const { url, createConnection, shown } = address;
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const socket = new WebSocket(url, { ...OPTIONS, ...(createConnection && { createConnection }), headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.pause(); // paused, so that nothing is lost before there is a listener
      resolve(socket);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => reject(failure(shown, error)));
    socket.once('unexpected-response', (request, response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text = (text + chunk).slice(0, LONGEST_REASON);
      });
      const refused = (): void => {
        request.destroy();
        reject(new Error(`${shown} refuses: ${response.statusCode} ${text}`.trimEnd()));
      };
      response.once('end', refused).once('error', refused);
    });
  });
}

/** `code` is that of the system, such as `ECONNREFUSED`. */
function failure(shown: string, cause: NodeJS.ErrnoException): Error {
  const { code, message } = cause;
  const text = NOBODY.includes(code)
    ? `no server listens on ${shown}: start one with turnwire app-server --listen ${shown}`
    : `${shown}: ${message}`;
  return Object.assign(new Error(text, { cause }), { code });
}

/** Close codes of a normal end. */
const IN_ORDER: readonly number[] = [1000, 1001];

/** Why a connection has ended; undefined when it has ended in order. */
export function endOf(code: number, reason: string): Error | undefined {
  if (IN_ORDER.includes(code)) return undefined;
  return new Error(`the server has ended the connection: ${reason === '' ? `close code ${code}` : reason}`);
}

import type { Readable, Writable } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ServerAddress } from '../../../clients/library/socket/address.js';
import { endOf, openSocket } from '../../../clients/library/socket/open.js';
import { ERRORS } from '../../../protocol/errors.js';
import type { Unreadable } from '../../rpc/transport.js';
import { readLines } from '../../transports/lines.js';
import { OpenRequests } from './open-requests.js';

/** When this many bytes wait for one side, the other side must wait too. */
const MAX_WAITING = 1024 * 1024;
/** Milliseconds in which requests that came before the end of the input may be answered. */
const FINISH_WITHIN_MS = 2000;

const DONE = 1000;
const NEWLINE = 10;
const SPACE = 32;

export interface BridgeOptions {
  readonly server: ServerAddress;
  readonly token: string | undefined;
  readonly input: Readable;
  readonly output: Writable;
}

/**
 * Passes lines of the input to a running server as messages, and its messages to the output as lines, until one side ends. Rejects when there is no server,
 * or when it ends the connection with a reason.
 */
export async function bridge(options: BridgeOptions): Promise<void> {
  const { server, token, input, output } = options;
  const socket = await openSocket(server, token);
  const requests = new OpenRequests();
  const closed = closeOf(socket);

  socket.on('message', (data: Buffer) => {
    requests.answered(data);
    if (!writeLine(output, data)) socket.pause();
  });
  output.on('drain', () => socket.resume());
  output.once('error', () => socket.terminate()); // the client is gone

  const refuse = (why: Unreadable): void => void writeLine(output, Buffer.from(refusalOf(why)));
  const lines = readLines(input, refuse);
  lines.on('data', (line: string) => {
    requests.sent(line);
    socket.send(line, () => {
      if (lines.isPaused() && socket.bufferedAmount < MAX_WAITING) lines.resume();
    });
    if (socket.bufferedAmount >= MAX_WAITING) lines.pause();
  });
  lines.once('end', () => {
    void requests.allAnswered(FINISH_WITHIN_MS).then(() => socket.close(DONE));
  });

  socket.resume();
  const failure = await closed;
  if (output.writableLength > 0) await new Promise((resolve) => output.write('', resolve));
  if (failure !== undefined && !lines.readableEnded) throw failure;
}

const closeOf = (socket: WebSocket): Promise<Error | undefined> =>
  new Promise((resolve) => socket.once('close', (code, reason) => resolve(endOf(code, reason.toString()))));

/** In a message, a line end can be white space only. */
function writeLine(output: Writable, message: Buffer): boolean {
  if (message.includes(NEWLINE))
    for (let i = 0; i < message.length; i++) if (message[i] === NEWLINE) message[i] = SPACE;
  output.cork();
  output.write(message);
  const takesMore = output.write('\n');
  output.uncork();
  return takesMore;
}

/** The text of the server on stdio about a line that is no message. */
function refusalOf({ code, ...data }: Unreadable): string {
  const what = 'reason' in data ? data.reason : `a line may have ${data.limitBytes} bytes`;
  return JSON.stringify({
    error: { code: ERRORS[code].rpc, message: `Parse error: ${what}`, data: { code, ...data } },
    id: null,
  });
}

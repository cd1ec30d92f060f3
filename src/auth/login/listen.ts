import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../../protocol/errors.js';

const HOST = '127.0.0.1';
/** How long and how often to wait for a port, once the program that has it has agreed to release it. */
const AGAIN_MS = 200;
const AGAIN_TIMES = 10;
const ASK_MS = 2000;

/**
 * Listens on the first free port, and returns it. When none is free, the sign-ins that wait there get `/cancel`, as in the reference (C16). A port of another
 * program is not touched. Throws `AppError` `login_failed`.
 */
export async function listenOn(server: Server, ports: readonly number[], signal: AbortSignal): Promise<number> {
  for (const has of [listens, comesToListen]) {
    for (const port of ports) {
      if (await has(server, port, signal)) return (server.address() as { port: number }).port;
      if (signal.aborted) throw failure('Login was not completed');
    }
  }
  const [port = 0] = ports;
  throw failure(`Port ${HOST}:${port} is already in use`, port);
}

async function comesToListen(server: Server, port: number, signal: AbortSignal): Promise<boolean> {
  for (let tries = 0; tries <= AGAIN_TIMES && !signal.aborted; tries++) {
    if (await listens(server, port)) return true;
    if (tries === 0 && !(await givesWay(port, signal))) return false;
    await pause(AGAIN_MS, undefined, { signal }).catch(() => {}); // the rejection is handled above
  }
  return false;
}

/** False when another program has the port. */
async function listens(server: Server, port: number): Promise<boolean> {
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
    return true;
  } catch (e) {
    const { code, message } = e as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return false;
    throw failure(message);
  }
}

/** Sends `/cancel` to the program that has the port. True when it is a sign-in, or has ended. */
function givesWay(port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({
      host: HOST,
      port,
      path: '/cancel',
      agent: false, // no connection that was kept to an earlier holder
      signal: AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]),
    });
    asked.on('response', (answer) => {
      answer.once('data', (start: Buffer) => {
        resolve(answer.statusCode === 200 && start.toString().startsWith('Login cancelled'));
        asked.destroy();
      });
      answer.on('error', () => {}); // its end is seen below
    });
    asked.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'));
    asked.on('close', () => resolve(false));
    asked.end();
  });
}

const failure = (reason: string, port?: number): AppError<'login_failed'> =>
  new AppError('login_failed', `failed to start login server: ${reason}`, { reason, port });

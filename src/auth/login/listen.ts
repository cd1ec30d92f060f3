import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../../protocol/errors.js';

const HOST = '127.0.0.1';
/** Milliseconds and times that are waited for a port to become free once its holder was asked to give way. */
const AGAIN_MS = 200;
const AGAIN_TIMES = 10;
const ASK_MS = 2000;

/**
 * Listens on the first port that is free, and gives it. When somebody holds each of them, a sign-in that waits on the first is asked to give way, as
 * the reference asks (v1-protocol §16.7). Throws `AppError` `login_failed`.
 */
export async function listenOn(server: Server, ports: readonly number[], signal: AbortSignal): Promise<number> {
  for (let tries = 0; ; tries++) {
    for (const port of ports) if (await listens(server, port)) return (server.address() as { port: number }).port;
    const [port = 0] = ports;
    const reason = `Port ${HOST}:${port} is already in use`;
    if (tries === AGAIN_TIMES || signal.aborted)
      throw new AppError('login_failed', `failed to start login server: ${reason}`, { reason, port });
    if (tries === 0) await askToGiveWay(port);
    await pause(AGAIN_MS, undefined, { signal }).catch(() => {}); // looked at above
  }
}

/** False when somebody else has the port. */
async function listens(server: Server, port: number): Promise<boolean> {
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
    return true;
  } catch (e) {
    const { code, message: reason } = e as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return false;
    throw new AppError('login_failed', `failed to start login server: ${reason}`, { reason });
  }
}

function askToGiveWay(port: number): Promise<void> {
  return new Promise((resolve) => {
    const asked = request({ host: HOST, port, path: '/cancel', timeout: ASK_MS }, (answer) => answer.resume());
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => {}); // not one of our kind
    asked.on('close', () => resolve());
    asked.end();
  });
}

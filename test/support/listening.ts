import { join } from 'node:path';
import { type Server, type ServerOptions, startServer } from './server.js';
import { until } from './until.js';

export const defaultSocket = (home: string) => join(home, 'app-server-control', 'app-server-control.sock');

/** Only a server that hangs needs longer; one on a busy machine has taken more than 15 s. */
const LISTENS_WITHIN_MS = 60_000;

/** Starts a server that listens at these addresses, and waits until it does, or has refused. A signal ends it at the end. */
export async function startListening({
  listen = ['unix://'],
  ...options
}: ServerOptions & { readonly listen?: readonly string[] } = {}): Promise<Server> {
  const args = [...listen.flatMap((url) => ['--listen', url]), ...(options.args ?? [])];
  const server = await startServer({ ...options, args });
  const dispose = server[Symbol.asyncDispose].bind(server);
  server[Symbol.asyncDispose] = () => {
    server.kill('SIGTERM');
    return dispose();
  };
  const { child } = server;
  const listens = (): boolean => server.stderr.includes('listening on') || child.exitCode !== null;
  await until('the server to listen', listens, options.deadlineMs ?? LISTENS_WITHIN_MS);
  return server;
}

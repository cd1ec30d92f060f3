import { join } from 'node:path';
import { type Server, type ServerOptions, startServer } from './server.js';
import { until } from './until.js';

export const defaultSocket = (home: string) => join(home, 'app-server-control', 'app-server-control.sock');

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
  await until('the server to listen', () => server.stderr.includes('listening on') || child.exitCode !== null);
  return server;
}

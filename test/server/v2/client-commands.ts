import type { ProcessExitedNotification } from '../../../generated-types/v2/index.js';
import { type Server, type ServerOptions, startServer } from '../../support/server.js';
import { INITIALIZE, received } from './session.js';

export const NO_SANDBOX = { sandboxPolicy: { type: 'dangerFullAccess' } };
export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A server whose client knows what may still change. */
export async function initialized(options: ServerOptions = {}): Promise<Server> {
  const server = await startServer(options);
  await server.request('initialize', INITIALIZE);
  return server;
}

export interface Delta {
  readonly processId?: string;
  readonly processHandle?: string;
  readonly stream: 'stdout' | 'stderr';
  readonly deltaBase64: string;
  readonly capReached: boolean;
}

/** The pieces of output that a command or process has sent so far. */
export const deltas = (server: Server, name: string): Delta[] =>
  received(server).flatMap(({ method, params }) => {
    if (method !== 'command/exec/outputDelta' && method !== 'process/outputDelta') return [];
    const delta = params as Delta;
    return (delta.processId ?? delta.processHandle) === name ? [delta] : [];
  });

export const printed = (server: Server, name: string, stream = 'stdout'): string =>
  Buffer.concat(
    deltas(server, name).flatMap((delta) =>
      delta.stream === stream ? [Buffer.from(delta.deltaBase64, 'base64')] : [],
    ),
  ).toString();

/** Waits until the output of a command or process has this text. */
export const untilPrinted = (server: Server, name: string, text: string): Promise<string> =>
  server.until(`${text} from ${name}`, () => {
    const all = printed(server, name);
    return all.includes(text) ? all : undefined;
  });

export const exited = (server: Server, processHandle: string): Promise<ProcessExitedNotification> =>
  server.until(`the end of ${processHandle}`, () =>
    received(server)
      .filter(({ method }) => method === 'process/exited')
      .map(({ params }) => params as ProcessExitedNotification)
      .find((params) => params.processHandle === processHandle),
  );

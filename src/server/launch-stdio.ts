import { AppError } from '../../protocol/errors.js';
import { findHome } from '../config/home.js';
import type { Transport } from '../rpc/transport.js';
import { StdioTransport } from '../transports/stdio.js';
import { Hub } from './hub.js';
import { Identity } from './identity.js';
import { logFrom, writeError } from './log.js';
import type { Server } from './server.js';

export type WrapTransport = (transport: Transport) => Transport;

/** The hub of a process that serves clients. `overrides` are those of `-c`. `listens`: clients come and go, while the process stays. */
export function createHub(overrides: readonly string[], listens = false): Hub {
  const { env } = process;
  const log = logFrom(env);
  const identity = new Identity(env, (message) => log.warn({}, message));
  const load = async (): Promise<Server> => {
    const { loadServer } = await import('./load-server.js');
    const whenNobodyIsThere = listens ? 'wait' : 'deny';
    return loadServer({ overrides, identity: hub.identity, log, cwd: process.cwd(), env, whenNobodyIsThere });
  };
  const hub: Hub = new Hub({ identity, log, home: () => homeOf(env), load: () => load().catch(explain) });
  return hub;
}

/** The client on the standard streams of this process. */
export const stdioTransport = (): Transport => new StdioTransport(process.stdin, process.stdout);

/** Writes to stderr why the server cannot start. Requests are answered with the same reason. */
function explain({ name, message, stack }: Error): never {
  writeError(`turnwire: ${name === 'ConfigError' ? message : stack}\n`);
  throw new AppError('startup_failed', message, { reason: message });
}

/** A home that cannot be used is reported when the rest of the server is loaded. */
function homeOf(env: NodeJS.ProcessEnv): string {
  try {
    return findHome(env);
  } catch {
    return env.CODEX_HOME ?? '';
  }
}

import { AppError } from '../../protocol/errors.js';
import { findHome } from '../config/home.js';
import { type InProcessClient, InProcessTransport } from '../transports/in-process.js';
import { Hub } from './hub.js';
import { Identity } from './identity.js';
import { logFrom } from './log.js';
import type { Server } from './server.js';

export interface InProcess {
  readonly client: InProcessClient;
  /** Ends turns and their commands, and resolves when everything is stored. */
  end(): Promise<void>;
}

/** A configuration that cannot be used is no defect: requests get an error that names the fault. */
function explained(error: Error): never {
  if (error.name !== 'ConfigError') throw error;
  throw new AppError('startup_failed', error.message, { reason: error.message });
}

/**
 * Serves one client within this process. `overrides` are those of `-c`; `receive` gets the messages of the server; `source` is what begins conversations;
 * `ignoresFile`: `config.toml` counts as empty.
 */
export function launchInProcess(
  overrides: readonly string[],
  env: NodeJS.ProcessEnv,
  receive: (message: string) => void,
  source: 'cli' | 'exec',
  ignoresFile = false,
): InProcess {
  const log = logFrom(env);
  const identity = new Identity(env, (message) => log.warn({}, message), source);
  const load = async (): Promise<Server> => {
    const { loadServer } = await import('./load-server.js');
    return loadServer({ overrides, ignoresFile, identity: hub.identity, log, cwd: process.cwd(), env });
  };
  const hub: Hub = new Hub({
    identity,
    log,
    home: () => findHome(env),
    load: () => load().catch(explained),
  });
  const transport = new InProcessTransport(receive);
  const served = hub.connect(transport);
  void served.ended;
  return { client: transport.client, end: () => hub.close() };
}

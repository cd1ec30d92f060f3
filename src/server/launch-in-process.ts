import { findHome } from '../config/home.js';
import { type InProcessClient, InProcessTransport } from '../transports/in-process.js';
import { Hub } from './hub.js';
import { Identity } from './identity.js';
import { logFrom } from './log.js';

export interface InProcess {
  readonly client: InProcessClient;
  /** Ends turns and their commands, and resolves when everything is stored. */
  end(): Promise<void>;
}

/** Serves one client within this process. `overrides` are those of `-c`; `receive` gets the messages of the server. */
export function launchInProcess(
  overrides: readonly string[],
  env: NodeJS.ProcessEnv,
  receive: (message: string) => void,
): InProcess {
  const log = logFrom(env);
  const identity = new Identity(env, (message) => log.warn({}, message), 'exec');
  const hub: Hub = new Hub({
    identity,
    log,
    home: () => findHome(env),
    load: async () => {
      const { loadServer } = await import('./load-server.js');
      return loadServer({ overrides, identity: hub.identity, log, cwd: process.cwd(), env });
    },
  });
  const transport = new InProcessTransport(receive);
  const served = hub.connect(transport);
  void served.ended;
  return { client: transport.client, end: () => hub.close() };
}

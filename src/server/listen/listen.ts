import { findHome } from '../../config/home.js';
import type { Transport } from '../../rpc/transport.js';
import type { Hub } from '../hub.js';
import { END_WITHIN_MS, type Launched, launch, within } from '../launch.js';
import { writeError } from '../log.js';
import { readAddresses } from './address.js';
import { type AuthOptions, readAuth } from './auth.js';
import { SocketClients } from './clients.js';
import { openAll } from './open.js';

/** Close code of a normal end. */
const GOING_AWAY = 1001;

export interface ListenOptions {
  readonly hub: Hub;
  /** The client on the standard streams. */
  readonly stdio: () => Transport;
  /** The values of `--listen`. */
  readonly urls: readonly string[];
  readonly auth: AuthOptions;
}

/** Serves any number of clients, until a signal. The client on stdio is one of them. Rejects when one of the places cannot be used. */
export async function listen({ hub, stdio, urls, auth }: ListenOptions): Promise<Launched> {
  const home = findHome(process.env);
  const addresses = readAddresses(urls, home, process.cwd());
  const authenticator = readAuth(auth, process.cwd());
  if (addresses.every(({ kind }) => kind === 'stdio')) return launch(hub, stdio());
  const clients = new SocketClients(hub);
  const listeners = await openAll(addresses, { home, clients, authenticator });
  if (addresses.some(({ kind }) => kind === 'stdio')) void serveStdio(hub, stdio());
  const shown = listeners.flatMap((listener) => listener.shown).map((line) => `  ${line}\n`);
  hub.loaded().then(
    () => writeError(`turnwire app-server\n${shown.join('')}`),
    () => {}, // `closed` tells it
  );
  let ending: Promise<void> | undefined;
  const finish = async (): Promise<void> => {
    for (const listener of listeners) listener.close();
    await within(END_WITHIN_MS, hub.close());
    await clients.end(GOING_AWAY, 'the server is ending');
  };
  const end = (): Promise<void> => {
    ending ??= finish();
    return ending;
  };
  return { end, closed: hub.failed.then(end).then(() => 1) };
}

/** The end of stdin ends only this client. */
async function serveStdio(hub: Hub, transport: Transport): Promise<void> {
  const served = hub.connect(transport);
  await served.ended;
  await served.laneIdle();
  await served.close();
}

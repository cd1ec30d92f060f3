import { findHome } from '../../config/home.js';
import type { Transport } from '../../rpc/transport.js';
import type { Hub } from '../hub.js';
import { END_WITHIN_MS, type Launched, within } from '../launch.js';
import { writeError } from '../log.js';
import { type ListenAddress, readAddresses } from './address.js';
import { SocketClients } from './clients.js';
import { listenOnUnixSocket } from './unix-socket.js';
import { webSocketServer } from './web-socket-server.js';

/** Close code of an end that is nobody's fault. */
const GOING_AWAY = 1001;

export interface ListenOptions {
  readonly hub: Hub;
  /** The client on the standard streams. */
  readonly stdio: () => Transport;
  /** The values of `--listen`. */
  readonly urls: readonly string[];
}

interface Listener {
  /** The address as clients write it. */
  readonly shown: string;
  close(): void;
}

/** Serves clients that come and go, until a signal. The client on stdio is one of them. Rejects when one of the places cannot be used. */
export async function listen({ hub, stdio, urls }: ListenOptions): Promise<Launched> {
  const addresses = readAddresses(urls, findHome(process.env), process.cwd());
  const clients = new SocketClients(hub);
  const listeners = await openAll(addresses, clients);
  if (addresses.some(({ kind }) => kind === 'stdio')) void serveStdio(hub, stdio());
  writeError(`turnwire app-server\n${listeners.map(({ shown }) => `  listening on: ${shown}\n`).join('')}`);
  hub.preload();
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

async function openAll(addresses: readonly ListenAddress[], clients: SocketClients): Promise<Listener[]> {
  const listeners: Listener[] = [];
  try {
    for (const address of addresses) if (address.kind === 'unix') listeners.push(await openUnix(address.path, clients));
  } catch (e) {
    for (const listener of listeners) listener.close();
    throw e;
  }
  return listeners;
}

async function openUnix(path: string, clients: SocketClients): Promise<Listener> {
  const server = webSocketServer({ admit: () => undefined, serve: (transport) => void clients.serve(transport) });
  const { close } = await listenOnUnixSocket(server, path);
  return { shown: `unix://${path}`, close };
}

/** The end of its input ends this client alone. */
async function serveStdio(hub: Hub, transport: Transport): Promise<void> {
  const served = hub.connect(transport);
  await served.ended;
  await served.laneIdle();
  await served.close();
}

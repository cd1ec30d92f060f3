import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hideFromCommands } from '../../process/sandbox/secrets.js';
import { isLoopback, type ListenAddress, shownAuthority } from './address.js';
import { type Authenticator, tokenAuthenticator } from './auth.js';
import { MAX_CLIENTS, type SocketClients } from './clients.js';
import { defaultToken, defaultTokenFile } from './default-token.js';
import { listenOnUnixSocket } from './unix-socket.js';
import { type Refusal, webSocketServer } from './web-socket-server.js';

/** A place that accepts clients. */
export interface Listener {
  /** Lines for the user about this place. */
  readonly shown: readonly string[];
  /** Accepts no more clients. */
  close(): void;
}

export interface Admission {
  readonly home: string;
  readonly clients: SocketClients;
  /** Who may connect to a websocket, when an option says so. */
  readonly authenticator: Authenticator | undefined;
}

/** Clients of the reference check this header. A longer message must come in fragments. */
const UNFRAGMENTED = 'x-codex-websocket-max-unfragmented-message-bytes: 16777216';

/** Opens all places, or none. */
export async function openAll(addresses: readonly ListenAddress[], admission: Admission): Promise<Listener[]> {
  const listeners: Listener[] = [];
  try {
    for (const address of addresses) {
      if (address.kind === 'unix') listeners.push(await openUnix(address.path, admission));
      if (address.kind === 'webSocket') listeners.push(await openWebSocket(address, admission));
    }
    return listeners;
  } catch (e) {
    for (const listener of listeners) listener.close();
    throw e;
  }
}

/** Who can open the socket may connect. */
async function openUnix(path: string, { clients }: Admission): Promise<Listener> {
  const server = webSocketServer({
    admit: () => fullUp(clients),
    headers: [UNFRAGMENTED],
    serve: (transport) => void clients.serve(transport),
    maxClients: MAX_CLIENTS,
  });
  const { close } = await listenOnUnixSocket(server, path);
  hideFromCommands(path);
  return { shown: [`listening on: unix://${path}`], close };
}

async function openWebSocket(
  { host, port }: Extract<ListenAddress, { kind: 'webSocket' }>,
  { home, clients, authenticator }: Admission,
): Promise<Listener> {
  if (!isLoopback(host) && authenticator === undefined) {
    const wanted = '`--ws-auth capability-token` or `--ws-auth signed-bearer-token`';
    const address = shownAuthority(host, port);
    throw new Error(`refusing to start non-loopback websocket listener ${address} without auth; configure ${wanted}`);
  }
  const authenticate = authenticator ?? tokenAuthenticator(defaultToken(home));
  const server = webSocketServer({
    check: refusePages,
    admit: (request) => unauthorized(request, authenticate) ?? fullUp(clients),
    serve: (transport) => void clients.serve(transport, { mayVanish: true }),
    maxClients: MAX_CLIENTS,
  });
  await listening(server, host, port);
  const authority = shownAuthority(host, (server.address() as AddressInfo).port);
  return {
    shown: [
      `listening on: ws://${authority}`,
      ...['readyz', 'healthz'].map((probe) => `${probe}: http://${authority}/${probe}`),
      ...(authenticator === undefined ? [`token file: ${defaultTokenFile(home)}`] : []),
    ],
    close: () => void server.close(),
  };
}

/** A page in a browser must not reach the server, even if it knows the token. */
const refusePages = (request: IncomingMessage): Refusal | undefined =>
  request.headers.origin === undefined ? undefined : { status: 403, text: '' };

function unauthorized({ headers }: IncomingMessage, authenticate: Authenticator): Refusal | undefined {
  const text = authenticate(headers.authorization);
  return text === undefined ? undefined : { status: 401, text };
}

const fullUp = (clients: SocketClients): Refusal | undefined =>
  clients.count < MAX_CLIENTS ? undefined : { status: 503, text: `the server has ${MAX_CLIENTS} clients already` };

async function listening(server: Server, host: string, port: number): Promise<void> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (e) {
    throw new Error(`cannot listen on ws://${shownAuthority(host, port)}: ${(e as Error).message}`);
  }
}

import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { type Server, startServer } from '../support/server.js';
import { type Mischief, type SignInIssuer, startSignInIssuer } from '../support/sign-in-issuer.js';
import { INITIALIZE } from './accounts.js';

export interface Begun {
  readonly loginId: string;
  readonly authUrl: string;
}

export async function serverFor(issuer: SignInIssuer, ports?: readonly number[], more = ''): Promise<Server> {
  const server = await startServer({ config: `${more}${issuer.config(ports)}` });
  await server.request('initialize', INITIALIZE);
  return server;
}

export const begin = (server: Server) => server.request<Begun>('loginChatGpt');
export const completed = async (server: Server) => (await server.next('loginChatGptComplete')).params;
export const portOf = ({ authUrl }: Pick<Begun, 'authUrl'>) =>
  Number(new URL(new URL(authUrl).searchParams.get('redirect_uri') ?? '').port);

/** Opens a page as a browser does: by the name of this machine, whichever way that resolves. */
export async function open(url: URL | string, headers: Record<string, string> = {}) {
  const { host, hostname: _, port, pathname, search } = new URL(url);
  const asked = httpRequest({ host: '127.0.0.1', port, path: pathname + search, headers: { host, ...headers } });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  return { status: answer.statusCode, headers: answer.headers, text };
}

export async function isFree(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

/** A server, and a sign-in that waits. */
export async function waiting(mischief: Mischief = {}) {
  const issuer = await startSignInIssuer(mischief);
  const server = await serverFor(issuer);
  return { issuer, server, login: await begin(server) };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ProxyPeer extends AsyncDisposable {
  readonly port: number;
  /** What was asked of the proxy: `CONNECT model.test:443`, `POST http://model.test/v1/responses`. */
  readonly asked: string[];
  readonly authorizations: (string | undefined)[];
}

/** A proxy that leads every name to one port of this machine. With `credentials` (`name:password`) it wants those. */
export async function startProxyPeer(target: number, credentials?: string): Promise<ProxyPeer> {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const tunnels = new Set<Duplex>();
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const admit = (incoming: IncomingMessage): boolean => {
    asked.push(`${incoming.method} ${incoming.url}`);
    authorizations.push(incoming.headers['proxy-authorization']);
    return wanted === undefined || incoming.headers['proxy-authorization'] === wanted;
  };
  const server = createServer((incoming, outgoing) => {
    if (!admit(incoming)) return outgoing.writeHead(407).end('who are you?');
    const { pathname, search } = new URL(incoming.url ?? '');
    const { method, headers } = incoming;
    const onward = request({ port: target, method, path: pathname + search, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  server.on('connect', (incoming: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => {});
    tunnels.add(socket);
    if (!admit(incoming)) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const onward = connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    authorizations,
    async [Symbol.asyncDispose]() {
      for (const tunnel of tunnels) tunnel.destroy(); // they are no longer the server's
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

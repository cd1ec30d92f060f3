import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpCall {
  readonly verb: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly method: string | undefined;
}

export interface McpHttpOptions {
  /** What it wants. */
  readonly token?: string;
  /** It wants a token that this one gave. */
  readonly issuer?: { readonly url: string; accepts(authorization: string | undefined): boolean };
  /** Answers as a stream of events. */
  readonly sse?: boolean;
  /** What is answered as it is; `$ID` is the id of the request. */
  readonly raw?: (method: string, request: HttpCall) => { readonly type: string; readonly body: string } | undefined;
  readonly tools?: readonly object[];
  /** Sends every client there. */
  readonly redirect?: string;
}

/** An MCP server on the network with one tool, `echo`. */
export async function startMcpHttp({ token, issuer, sse = false, redirect, raw, tools = [ECHO] }: McpHttpOptions = {}) {
  const calls: HttpCall[] = [];
  let session = 1;
  const server = createServer((request, response) => void serve(request, response));
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await request.toArray()).toString();
    const message = body === '' ? {} : JSON.parse(body);
    calls.push({
      verb: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      method: message.method,
    });
    if (redirect !== undefined) return void response.writeHead(307, { location: redirect }).end();
    const origin = `http://${request.headers.host}`;
    if (issuer !== undefined && request.url === METADATA) {
      const metadata = { resource: `${origin}/mcp`, authorization_servers: [issuer.url], scopes_supported: ['read'] };
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(metadata));
    }
    if (request.url?.startsWith('/.well-known/')) return void response.writeHead(404).end();
    if (issuer !== undefined && !issuer.accepts(request.headers.authorization)) {
      const challenge = `Bearer error="invalid_token", resource_metadata="${origin}${METADATA}"`;
      return void response.writeHead(401, { 'www-authenticate': challenge }).end('who are you?');
    }
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      return void response.writeHead(401).end('who are you?');
    }
    const given = request.headers['mcp-session-id'];
    if (given !== undefined && given !== `session-${session}`)
      return void response.writeHead(404).end('no such session');
    if (request.method === 'GET')
      return void response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    if (request.method === 'DELETE') return void response.writeHead(200).end();
    if (message.id === undefined) return void response.writeHead(202).end();
    const asItIs = raw?.(message.method, calls.at(-1) as HttpCall);
    if (asItIs !== undefined) {
      response.writeHead(200, { 'content-type': asItIs.type, 'mcp-session-id': `session-${session}` });
      return void response.end(asItIs.body.replaceAll('$ID', message.id));
    }
    const answer = JSON.stringify({ jsonrpc: '2.0', id: message.id, result: resultOf(message, tools) });
    const type = sse ? 'text/event-stream' : 'application/json';
    response.writeHead(200, { 'content-type': type, 'mcp-session-id': `session-${session}` });
    response.end(sse ? `event: message\ndata: ${answer}\n\n` : answer);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    calls,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    /** As after a restart: sessions of before are unknown. */
    forget: () => void session++,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const METADATA = '/.well-known/oauth-protected-resource/mcp';

const ECHO = { name: 'echo', inputSchema: { type: 'object' } };

function resultOf(
  { method, params }: { method: string; params: Record<string, unknown> },
  tools: readonly object[],
): object {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'far', version: '1' },
      };
    case 'tools/list':
      return { tools };
    default:
      return { content: [{ type: 'text', text: JSON.stringify(params.arguments) }] };
  }
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpCall {
  readonly verb: string;
  readonly headers: IncomingMessage['headers'];
  readonly method: string | undefined;
}

/** An MCP server on the network with one tool, `echo`. `token`: what it wants; `sse`: answers as a stream of events. */
export async function startMcpHttp({ token, sse = false }: { token?: string; sse?: boolean } = {}) {
  const calls: HttpCall[] = [];
  let session = 1;
  const server = createServer((request, response) => void serve(request, response));
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await request.toArray()).toString();
    const message = body === '' ? {} : JSON.parse(body);
    calls.push({ verb: request.method ?? '', headers: request.headers, method: message.method });
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
    const answer = JSON.stringify({ jsonrpc: '2.0', id: message.id, result: resultOf(message) });
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

function resultOf({ method, params }: { method: string; params: Record<string, unknown> }): object {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'far', version: '1' },
      };
    case 'tools/list':
      return { tools: [{ name: 'echo', inputSchema: { type: 'object' } }] };
    default:
      return { content: [{ type: 'text', text: JSON.stringify(params.arguments) }] };
  }
}

import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { type Server, startServer } from '../support/server.js';

export interface McpSession extends AsyncDisposable {
  readonly server: Server;
  readonly peer: Awaited<ReturnType<typeof startModelPeer>>;
  readonly home: string;
  readonly conversationId: string;
  readonly rolloutPath: string;
  begin(params?: object): Promise<string>;
  say(text?: string, conversationId?: string): Promise<unknown>;
  /** Of the last request: what the tools answered. */
  outputs(): unknown[] | undefined;
  /** The names of the functions that a request offered; of the last one without a number. */
  offered(request?: number): string[];
  spec(name: string): Record<string, unknown> | undefined;
}

export interface SessionOptions {
  readonly params?: object;
  readonly env?: Readonly<Record<string, string>>;
  /** Further top-level keys of the configuration. */
  readonly keys?: string;
}

/** A conversation with the MCP servers of `servers`, which is text for `config.toml`; long waits, as the machine may be slow. */
export async function mcpSession(
  replies: readonly PeerReply[],
  servers: (folder: string) => string,
  { params = {}, env = {}, keys = '' }: SessionOptions = {},
): Promise<McpSession> {
  const home = await scratchFolder('home');
  const peer = await startModelPeer(replies);
  const waiting = keys.includes('mcp_turn_wait_ms') ? '' : 'turnwire.mcp_turn_wait_ms = 15000\n';
  const config = `${peer.config(`${waiting}${keys}`)}\n${servers(home.path)}`;
  const server = await startServer({ home: home.path, config, env });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const begin = async (more: object = {}) => {
    const created = await server.request<{ conversationId: string; rolloutPath: string }>('newConversation', {
      approvalPolicy: 'on-request',
      sandbox: 'read-only',
      ...params,
      ...more,
    });
    await server.request('addConversationListener', { conversationId: created.conversationId });
    return created;
  };
  const { conversationId, rolloutPath } = await begin();
  const toolsOf = (request: number): { name?: string }[] =>
    (peer.requests.at(request)?.body.tools ?? []) as { name?: string }[];
  return {
    server,
    peer,
    home: home.path,
    conversationId,
    rolloutPath,
    begin: async (more) => (await begin(more)).conversationId,
    say: (text = 'go', id = conversationId) =>
      server.request('sendUserMessage', { conversationId: id, items: [{ type: 'text', data: { text } }] }),
    outputs: () =>
      peer.requests
        .at(-1)
        ?.body.input.filter((item) => item.type === 'function_call_output')
        .map((item) => item.output),
    offered: (request = -1) => toolsOf(request).flatMap(({ name }) => (name?.includes('__') ? [name] : [])),
    spec: (name) => toolsOf(-1).find((tool) => tool.name === name) as Record<string, unknown> | undefined,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

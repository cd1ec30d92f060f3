import { appendFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type {
  ListMcpServerStatusResponse,
  McpResourceReadResponse,
  McpServerStatusUpdatedNotification,
} from '../../../generated-types/v2/index.js';
import { keyOf } from '../../../src/auth/mcp/credentials.js';
import { everything, pidsIn, small, tool } from '../../support/mcp.js';
import { scratchFolder } from '../../support/scratch.js';
import { type Server, startServer } from '../../support/server.js';
import { INITIALIZE, received, threadSession } from './session.js';

const CALLS = {
  fails: { result: { content: [{ type: 'text', text: 'no' }], isError: true } },
  refuses: { error: { code: -32099, message: 'not today' } },
};
const TOOLS = [tool('echo', { title: 'Echo', annotations: { readOnlyHint: true } }), tool('fails'), tool('refuses')];

const list = (server: Server, params: object = {}) =>
  server.request<ListMcpServerStatusResponse>('mcpServerStatus/list', params);

/** The reported start-up states of servers, as `name status`. */
const starts = (server: Server): string[] =>
  received(server)
    .filter(({ method }) => method === 'mcpServer/startupStatus/updated')
    .map(({ params }) => params as McpServerStatusUpdatedNotification)
    .map(({ name, status }) => `${name} ${status}`);

const told = (server: Server, what: string, times = 1) =>
  server.until(what, () => starts(server).filter((start) => start === what)[times - 1]);

test('the servers are listed with what they offer, page by page', async () => {
  const missing = '[mcp_servers.missing]\ncommand = "no-such-program"\n';
  const off = '[mcp_servers.off]\ncommand = "off"\nenabled = false\n';
  const http = '[mcp_servers.http]\nurl = "http://127.0.0.1:9/mcp"\nbearer_token_env_var = "NOT_SET"\n';
  const config =
    small('srv', { tools: TOOLS }, 'disabled_tools = ["fails"]') + missing + off + http + everything('every');
  await using session = await threadSession({ config });
  const { server, threadId } = session;
  const { data, nextCursor } = await list(server);
  expect(nextCursor).toBeNull();
  expect(data.map(({ name, runtimeStatus, authStatus }) => [name, runtimeStatus, authStatus])).toEqual([
    ['every', null, 'unsupported'],
    ['http', null, 'bearerToken'],
    ['missing', null, 'unsupported'],
    ['off', null, 'unsupported'],
    ['srv', null, 'unsupported'],
  ]);
  const [every, http9, none, switchedOff, srv] = data;
  expect(every?.resources.length).toBeGreaterThan(0);
  expect(every?.resourceTemplates[0]).toMatchObject({ uriTemplate: expect.any(String), name: expect.any(String) });
  expect(every?.serverInfo).toMatchObject({ name: 'mcp-servers/everything', websiteUrl: null });
  expect(http9).toMatchObject({ httpOrigin: 'http://127.0.0.1:9', toolsError: expect.stringContaining('NOT_SET') });
  expect(none).toMatchObject({ tools: {}, toolsError: expect.stringContaining('os error 2'), serverInfo: null });
  expect(switchedOff).toMatchObject({ tools: {}, toolsError: null });
  expect(Object.keys(srv?.tools ?? {})).toEqual(['echo', 'refuses']);
  expect(srv?.tools.echo).toMatchObject({ title: 'Echo', annotations: { readOnlyHint: true } });
  expect(srv?.serverCapabilities).toEqual({ tools: { listChanged: true } });

  const page = await list(server, { threadId, limit: 2, cursor: '3', detail: 'toolsAndAuthOnly' });
  expect(page.data.map(({ name, runtimeStatus }) => [name, runtimeStatus])).toEqual([
    ['off', 'disabled'],
    ['srv', 'connected'],
  ]);
  expect((await list(server, { threadId, serverName: 'missing' })).data[0]?.runtimeStatus).toBe('failed');
  expect((await list(server, { serverName: 'every', detail: 'toolsAndAuthOnly' })).data[0]?.resources).toEqual([]);
  expect((await list(server, { serverName: 'nobody' })).data).toEqual([]);
  expect((await server.refused('mcpServerStatus/list', { cursor: 'x' })).message).toBe('invalid cursor: x');
  const beyond = await server.refused('mcpServerStatus/list', { cursor: '9' });
  expect(beyond.message).toBe('cursor 9 exceeds total MCP servers 5');
});

test('a client calls tools and reads resources by itself', async () => {
  const config = small('srv', { tools: TOOLS, calls: CALLS }, 'disabled_tools = ["hidden"]') + everything('every');
  await using session = await threadSession({ config });
  const { server, threadId } = session;
  const call = (name: string, more: object = {}) => ({ threadId, server: 'srv', tool: name, ...more });
  const echoed = await server.request('mcpServer/tool/call', call('echo', { arguments: { msg: 'x' } }));
  expect(echoed).toEqual({ content: [{ type: 'text', text: 'got {"msg":"x"}' }] });
  const failed = await server.request('mcpServer/tool/call', call('fails'));
  expect(failed).toEqual({ content: [{ type: 'text', text: 'no' }], isError: true });
  const refused = async (params: object) => server.refused('mcpServer/tool/call', params);
  expect(await refused(call('refuses'))).toMatchObject({ code: -32603, message: 'not today (code -32099)' });
  expect((await refused(call('hidden'))).message).toContain('the configuration does not offer this tool');
  expect((await refused(call('echo', { arguments: 5 }))).message).toContain('must be a JSON object, got 5');
  expect(await refused({ ...call('echo'), server: 'nope' })).toMatchObject({
    message: "unknown MCP server 'nope'",
    data: { code: 'mcp_server_not_found', name: 'nope' },
  });
  const unknown = '00000000-0000-7000-8000-000000000001';
  expect((await refused({ ...call('echo'), threadId: unknown })).message).toBe(`thread not found: ${unknown}`);
  expect(received(server).filter(({ method }) => method?.startsWith('item/'))).toEqual([]);

  const uri = 'demo://resource/static/document/features.md';
  const of = { threadId, server: 'every' };
  const read = await server.request<McpResourceReadResponse>('mcpServer/resource/read', { ...of, uri });
  expect(read).toMatchObject({ contents: [{ uri, mimeType: 'text/markdown' }], originCallId: null });
  const missing = await server.refused('mcpServer/resource/read', { ...of, uri: 'nope://x' });
  expect(missing).toMatchObject({ message: expect.stringContaining('nope://x'), data: { code: 'mcp_failed' } });
});

test('a subscriber gets the start-up status of each server', async () => {
  const config = `${small('srv', { tools: TOOLS })}[mcp_servers.missing]\ncommand = "no-such-program"\n`;
  await using session = await threadSession({ config, replies: [{ text: 'done' }] });
  const { server, threadId } = session;
  await told(server, 'srv ready');
  await told(server, 'missing failed');
  expect(starts(server).filter((start) => start.startsWith('srv'))).toEqual(['srv starting', 'srv ready']);
  expect(starts(server).filter((start) => start.startsWith('missing'))).toEqual(['missing starting', 'missing failed']);
  const failed = received(server).find(({ params }) => (params as { status?: string }).status === 'failed');
  expect(failed?.params).toEqual({
    threadId,
    name: 'missing',
    environmentId: null,
    status: 'failed',
    error: 'MCP client for `missing` failed to start: No such file or directory (os error 2): no-such-program',
    failureReason: null,
  });
  expect((await session.turn()).status).toBe('completed');
  await server.request('thread/start', {});
  await told(server, 'srv ready', 2);
  expect(received(server).filter(({ method }) => method === 'warning' || method === 'error')).toEqual([]);
});

// C503
test.each([
  ['a server that takes no sign-in any more', true, 'reauthenticationRequired'],
  ['a server that was never signed in to', false, null],
])('%s has this reason for its failure', async (_, isSignedIn, failureReason) => {
  const refuses = createServer((_request, response) => response.writeHead(401).end());
  await new Promise<void>((resolve) => refuses.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(refuses.address() as AddressInfo).port}/mcp`;
    await using home = await scratchFolder('home');
    const signIn = { server_name: 'far', server_url: url, client_id: 'c', access_token: 'secret-token', scopes: [] };
    if (isSignedIn) await home.write('.credentials.json', JSON.stringify({ [keyOf({ name: 'far', url })]: signIn }));
    await using server = await startServer({ home: home.path, config: `[mcp_servers.far]\nurl = "${url}"\n` });
    await server.request('initialize', INITIALIZE);
    await server.request('thread/start', {});
    await told(server, 'far failed');
    const failed = received(server).find(({ params }) => (params as { status?: string }).status === 'failed');
    expect(failed?.params).toMatchObject({ failureReason, error: expect.stringContaining('turnwire mcp login far') });
    expect(server.show()).not.toContain('secret-token');
  } finally {
    refuses.close();
  }
});

test('a reload starts what is new and ends what has gone', async () => {
  await using folder = await scratchFolder('mcp');
  const journal = join(folder.path, 'journal');
  await using session = await threadSession({ config: small('one', { tools: TOOLS, journal }) });
  const { server, threadId, home } = session;
  await told(server, 'one ready');
  const file = join(home, 'config.toml');
  await appendFile(file, small('two', { tools: [tool('second')] }));
  await server.request('config/mcpServer/reload');
  await told(server, 'two ready');
  expect((await list(server, { threadId })).data.map(({ name }) => name)).toEqual(['one', 'two']);
  expect(pidsIn(journal)).toHaveLength(1);

  await writeFile(file, 'model = [');
  const broken = await server.refused('config/mcpServer/reload');
  expect(broken.data).toMatchObject({ code: 'config_invalid' });
  expect((await list(server, { threadId })).data).toHaveLength(2);
});

test('what a server says is passed on only where it has the right form', async () => {
  const odd = {
    name: 'odd',
    title: 5,
    description: 'd',
    inputSchema: { type: 'object' },
    icons: 'none',
    _meta: { a: 1 },
  };
  const raw = {
    'resources/list':
      '{"jsonrpc":"2.0","id":$ID,"result":{"resources":[{"name":"a","uri":"a://1","size":"big"},{"name":7},null]}}',
    'resources/templates/list': '{"jsonrpc":"2.0","id":$ID,"result":{"resourceTemplates":"many"}}',
    initialize:
      '{"jsonrpc":"2.0","id":$ID,"result":{"protocolVersion":"2025-06-18","capabilities":{"resources":{},"tools":{}},"serverInfo":{"name":"x","version":"1"}}}',
  };
  await using session = await threadSession({ config: small('srv', { tools: [odd], raw }) });
  const { data } = await list(session.server);
  expect(data[0]?.tools.odd).toEqual({
    name: 'odd',
    description: 'd',
    inputSchema: { type: 'object' },
    _meta: { a: 1 },
  });
  const resources = [{ name: 'a', uri: 'a://1' }];
  expect(data[0]).toMatchObject({ resources, resourceTemplates: [], toolsError: null });
});

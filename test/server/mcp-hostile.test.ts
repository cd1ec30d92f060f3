import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { readJournal, small, tool } from '../support/mcp.js';
import { until } from '../support/until.js';
import { mcpSession } from './mcp-session.js';

const call = (name: string, callId = name) => ({ calls: [{ name: `srv__${name}`, args: {}, callId }] });
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

it('of ten thousand tools a thousand are offered', async () => {
  await using s = await mcpSession([{ text: 'done' }], () => small('srv', { many: 10_000 }));
  await s.say();
  await s.server.next('task_complete');
  expect(s.offered()).toHaveLength(1000);
});

it('a list without an end fails its server alone', async () => {
  await using s = await mcpSession(
    [call('t'), { text: 'done' }],
    () => small('srv', { tools: [tool('t')] }) + small('bad', { endless: true }),
  );
  await s.say();
  await s.server.next('task_complete');
  expect(s.offered()).toEqual(['srv__t']);
  expect(s.server.show()).toContain('the list of tools does not end');
});

it.each([
  ['a schema that is too long', { type: 'object', fill: 200_000 }],
  ['a list of itself', { type: 'object', properties: { a: { type: 'array', items: { type: 'array' } } } }],
  ['no schema', 7],
  ['a member named __proto__', JSON.parse('{"type":"object","properties":{"__proto__":{"type":"array"}}}')],
])('%s as the schema of a tool takes no other tool with it', async (_what, inputSchema) => {
  await using s = await mcpSession([call('t'), { text: 'done' }], () =>
    small('srv', { tools: [tool('t'), { name: 'odd', inputSchema }] }),
  );
  await s.say();
  await s.server.next('task_complete');
  expect(s.offered()).toContain('srv__t');
  expect(s.outputs()).toEqual(['[{"text":"got {}","type":"text"}]']);
});

it('an endlessly nested list fails the server with the reason, and the turn continues', async () => {
  const list = `{"jsonrpc":"2.0","id":$ID,"result":{"tools":[{"name":"t","inputSchema":${nested(5000)}}]}}`;
  await using s = await mcpSession([{ text: 'done' }], () => small('srv', { raw: { 'tools/list': list } }));
  await s.say();
  await s.server.next('task_complete');
  expect(s.server.show()).toContain('it is nested too deeply');
});

it('a flood of changes is answered by few lists', async () => {
  await using s = await mcpSession([call('t'), { text: 'done' }], (home) =>
    small('srv', { tools: [tool('t')], flood: 20_000, journal: `${home}/journal` }),
  );
  await s.say();
  await s.server.next('task_complete');
  expect(s.outputs()).toEqual(['[{"text":"got {}","type":"text"}]']);
  const lists = readJournal(`${s.home}/journal`).filter(({ method }) => method === 'tools/list');
  expect(lists.length).toBeLessThan(50);
});

it('a message that is too long ends the server, and is reported', async () => {
  const calls = { t: { long: 70 * 1024 * 1024, result: { content: [] } } };
  await using s = await mcpSession([call('t'), { text: 'done' }], () => small('srv', { tools: [tool('t')], calls }));
  await s.say();
  await s.server.next('task_complete');
  expect(s.outputs()?.[0]).toMatch(/^tool call error: /);
});

it('over HTTP an answer without an end ends with its request', async () => {
  let isClosed = false;
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    const { id, method, params } = text === '' ? { id: undefined, method: '', params: {} } : JSON.parse(text);
    if (id === undefined) return void response.writeHead(request.method === 'POST' ? 202 : 405).end();
    const results: Record<string, object> = {
      initialize: {
        protocolVersion: params?.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'x', version: '1' },
      },
      'tools/list': { tools: [{ name: 't' }] },
    };
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (results[method])
      return void response.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id, result: results[method] })}\n\n`);
    const timer = setInterval(() => response.write(': still there\n\n'), 5);
    response.on('close', () => {
      clearInterval(timer);
      isClosed = true;
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    await using s = await mcpSession(
      [call('t'), { text: 'done' }],
      () => `[mcp_servers.srv]\nurl = "http://127.0.0.1:${port}/mcp"\ntool_timeout_sec = 0.3\n`,
    );
    await s.say();
    await s.server.next('task_complete');
    expect(s.outputs()?.[0]).toContain('request timed out');
    await until('the answer to be given up', () => isClosed);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

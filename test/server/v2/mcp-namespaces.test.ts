import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { done, response } from '../../conformance/v2/replies.js';
import { everything, small, tool } from '../../support/mcp.js';
import { startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, received, type Started, threadSession, turnCompleted } from './session.js';

const READS = { annotations: { readOnlyHint: true } };
const WAIT = '[turnwire]\nmcp_turn_wait_ms = 15000\n';
const echo = { result: { content: [{ type: 'text', text: 'back' }] } };
const SRV = WAIT + small('srv', { tools: [tool('echo', READS)], calls: { echo } });
const DONE = { text: 'done' };

const call = (name: string, namespace?: string, id = 'call_1') =>
  response(id, done({ type: 'function_call', id: `fc_${id}`, call_id: id, namespace, name, arguments: '{}' }));

interface Offered {
  readonly type: string;
  readonly name?: string;
  readonly description?: string;
  readonly tools?: readonly { readonly name: string }[];
}

type Peer = Awaited<ReturnType<typeof startModelPeer>>;

/** The tools of MCP servers in the last request: namespaces with their tools, and plain names. */
const offered = (peer: Peer): unknown[] =>
  ((peer.requests.at(-1)?.body.tools ?? []) as Offered[]).flatMap(({ type, name, tools = [] }): unknown[] => {
    if (type === 'namespace') return [[name, tools.map((inside) => inside.name)]];
    return name?.includes('__') ? [name] : [];
  });

/** The calls and outputs in the last request. */
const history = (peer: Peer): unknown[] =>
  (peer.requests.at(-1)?.body.input ?? []).flatMap((item) => {
    const { type, namespace, name, output } = item as unknown as Record<string, string>;
    if (type === 'function_call') return [namespace === undefined ? name : [namespace, name]];
    return type === 'function_call_output' ? [output?.replace(/[\d.]+ seconds/, '$ seconds')] : [];
  });

const BACK = 'Wall time: $ seconds\nOutput:\nback';

// C500, C501
test('a model of today gets the tools of a server as a namespace, and its history keeps the names', async () => {
  await using s = await threadSession({
    config: SRV,
    params: { model: 'gpt-5.5' },
    replies: [call('echo', 'mcp__srv'), call('srv__echo', undefined, 'call_2'), DONE],
  });
  expect(await s.turn()).toMatchObject({ status: 'completed' });
  expect(offered(s.peer)).toEqual([['mcp__srv', ['echo']]]);
  expect(history(s.peer)).toEqual([['mcp__srv', 'echo'], BACK, 'srv__echo', BACK]);
  const items = received(s.server).flatMap(({ method, params }) => {
    const { item } = (params ?? {}) as { item?: { type: string } };
    return method === 'item/completed' && item?.type === 'mcpToolCall' ? [item] : [];
  });
  const whole = {
    server: 'srv',
    tool: 'echo',
    status: 'completed',
    readOnlyHint: true,
    durationMs: expect.any(Number),
  };
  expect(items).toMatchObject([whole, whole]);
  expect(await readFile(s.started.thread.path, 'utf8')).toContain('"namespace":"mcp__srv"');
});

test.each([
  ['gpt-4o', ['srv__echo'], '[{"text":"back","type":"text"}]'],
  ['some-model', ['srv__echo'], BACK],
])('%s gets plain names, and may call by a namespace', async (model, tools, output) => {
  const replies = [call('echo', 'mcp__srv'), DONE];
  await using s = await threadSession({ config: SRV, params: { model }, replies });
  await s.turn();
  expect(offered(s.peer)).toEqual(tools);
  expect(history(s.peer)).toEqual(['srv__echo', output]);
});

test('a namespace says what its server is for, and has legal names', async () => {
  const odd = { tools: [tool('a.b', READS), tool('a b', READS), tool('q'.repeat(80), READS)] };
  const config = WAIT + everything('every') + small('o-dd', odd);
  await using s = await threadSession({ config, params: { model: 'gpt-5.5' }, replies: [DONE] });
  await s.turn();
  const spaces = ((s.peer.requests[0]?.body.tools ?? []) as Offered[]).filter(({ type }) => type === 'namespace');
  expect(spaces.map(({ name }) => name)).toEqual(['mcp__every', 'mcp__o_dd']);
  expect(spaces[0]?.description).toContain('# Everything Server');
  expect(spaces[0]?.tools?.map(({ name }) => name)).toContain('get_structured_content');
  expect(spaces[1]?.description).toBe('Tools in the mcp__o_dd namespace.');
  const names = spaces[1]?.tools?.map(({ name }) => name) ?? [];
  expect(names).toHaveLength(3);
  expect(new Set(names).size).toBe(3);
  for (const name of names) expect(name).toMatch(/^(a_b|q+)_[0-9a-f]{12}$/);
});

test('of two tools with one plain name, the one in the named namespace runs', async () => {
  const says = (text: string) => ({ result: { content: [{ type: 'text', text }] } });
  const config =
    WAIT +
    small('a', { tools: [tool('b__c', READS)], calls: { b__c: says('of a') } }) +
    small('a__b', { tools: [tool('c', READS)], calls: { c: says('of a__b') } });
  const replies = [call('c', 'mcp__a__b'), call('b__c', 'mcp__a', 'call_2'), call('c', 'mcp__a', 'call_3'), DONE];
  await using s = await threadSession({ config, params: { model: 'gpt-5.5' }, replies });
  await s.turn();
  const outputs = history(s.peer).filter((_, at) => at % 2 === 1);
  expect(outputs).toEqual([BACK.replace('back', 'of a__b'), BACK.replace('back', 'of a'), 'unsupported call: a__c']);
});

test('a history with namespaces goes on in both protocols', async () => {
  await using home = await scratchFolder('home');
  await using peer = await startModelPeer([call('echo', 'mcp__srv'), DONE, DONE, DONE]);
  const config = `${peer.config()}${SRV}`;
  const begin = async () => {
    const server = await startServer({ home: home.path, config });
    await server.request('initialize', INITIALIZE);
    return server;
  };
  const params = { model: 'gpt-5.5', approvalPolicy: 'never', sandbox: 'danger-full-access' };
  const input = [{ type: 'text', text: 'go' }];
  let threadId: string;
  {
    await using server = await begin();
    threadId = (await server.request<Started>('thread/start', params)).thread.id;
    const { turn } = await server.request<{ turn: { id: string } }>('turn/start', { threadId, input });
    await turnCompleted(server, turn.id);
  }
  {
    await using server = await begin();
    await server.request('thread/resume', { threadId });
    const { turn } = await server.request<{ turn: { id: string } }>('turn/start', { threadId, input });
    await turnCompleted(server, turn.id);
    expect(offered(peer)).toEqual([['mcp__srv', ['echo']]]);
    expect(history(peer)).toEqual([['mcp__srv', 'echo'], BACK]);
  }
  await using server = await begin();
  await server.request('resumeConversation', { conversationId: threadId });
  await server.request('addConversationListener', { conversationId: threadId });
  const items = [{ type: 'text', data: { text: 'go' } }];
  await server.request('sendUserMessage', { conversationId: threadId, items });
  await server.next('task_complete');
  expect(offered(peer)).toEqual(['srv__echo']);
  expect(history(peer)).toEqual(['srv__echo', BACK]);
});

test('the tools of a client are offered in their namespace, beside those of servers', async () => {
  const water = { type: 'function', name: 'echo', description: 'Waters.', inputSchema: { type: 'object' } };
  const dynamicTools = [{ type: 'namespace', name: 'garden', description: 'The garden.', tools: [water] }];
  const replies = [call('echo', 'garden'), call('garden__echo', undefined, 'call_2'), DONE];
  await using s = await threadSession({ config: SRV, params: { model: 'gpt-5.5', dynamicTools }, replies });
  const called: unknown[] = [];
  s.server.onServerRequest('item/tool/call', (params) => {
    const { namespace, tool: name } = params as { namespace: string; tool: string };
    called.push([namespace, name]);
    return { contentItems: [{ type: 'inputText', text: 'watered' }], success: true };
  });
  await s.turn();
  expect(offered(s.peer)).toEqual([
    ['garden', ['echo']],
    ['mcp__srv', ['echo']],
  ]);
  const [garden] = ((s.peer.requests[0]?.body.tools ?? []) as Offered[]).filter(({ type }) => type === 'namespace');
  expect(garden).toMatchObject({ description: 'The garden.', tools: [{ name: 'echo', description: 'Waters.' }] });
  expect(called).toEqual([
    ['garden', 'echo'],
    ['garden', 'echo'],
  ]);
  expect(history(s.peer)).toEqual([['garden', 'echo'], 'watered', 'garden__echo', 'watered']);
});

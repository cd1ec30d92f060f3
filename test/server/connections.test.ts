import { expect, it } from 'vitest';
import { createAppServer } from '../../src/server/library.js';
import type { Message } from '../support/exchange.js';
import { InProcessClient } from '../support/in-process-client.js';
import { startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { until } from '../support/until.js';
import { shell } from './shell-session.js';

/** A server in this process with a client for each name; each client keeps what it has received. */
async function connected(baseUrl: string, ...names: string[]) {
  const home = await scratchFolder('home');
  const server = createAppServer({
    home: home.path,
    cwd: home.path,
    env: { PATH: process.env.PATH, TERM: 'dumb' },
    config: {
      model: 'mock-model',
      model_provider: 'mock',
      approval_policy: 'untrusted',
      sandbox_mode: 'danger-full-access',
      'model_providers.mock': { name: 'Mock', base_url: baseUrl, wire_api: 'responses' },
    },
  });
  const clients = names.map((name) => {
    const received: Message[] = [];
    const { send, end } = server.connectInProcess((text) => received.push(JSON.parse(text) as Message));
    let nextId = 0;
    const request = async (method: string, params: unknown = {}): Promise<Message> => {
      const id = `${name}-${nextId++}`;
      send(JSON.stringify({ method, id, params }));
      return until(`the reply to ${method}`, () => received.find((m) => m.id === id && m.method === undefined));
    };
    const hello = () => request('initialize', { clientInfo: { name, version: '1' } });
    return { name, received, send, end, request, hello, methods: () => received.flatMap((m) => m.method ?? []) };
  });
  return {
    clients,
    async [Symbol.asyncDispose]() {
      await server.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

type Client = Awaited<ReturnType<typeof connected>>['clients'][number];

it('each connection says hello for itself and has its own user agent', async () => {
  await using s = await connected('http://127.0.0.1:1', 'left', 'right', 'silent');
  const [left, right, silent] = s.clients as [Client, Client, Client];
  const agents = [await left.hello(), await right.hello(), await left.request('getUserAgent')];
  expect(agents.map((reply) => (reply.result as { userAgent: string }).userAgent)).toEqual([
    expect.stringMatching(/\(left; 1\)$/),
    expect.stringMatching(/\(right; 1\)$/),
    expect.stringMatching(/\(left; 1\)$/),
  ]);
  expect((await silent.request('getUserAgent'))?.error?.data).toMatchObject({ code: 'not_initialized' });
  expect((await left.hello())?.error?.data).toMatchObject({ code: 'already_initialized' });
});

it('requests to the model name the client only when there is exactly one', async () => {
  await using peer = await startModelPeer([{ text: 'one' }, { text: 'two' }]);
  await using s = await connected(peer.url, 'left', 'right');
  const [left, right] = s.clients as [Client, Client];
  const turn = async () => {
    const { result } = (await left.request('newConversation')) as { result: { conversationId: string } };
    const { conversationId } = result;
    await left.request('addConversationListener', { conversationId });
    const before = left.methods().filter((m) => m === 'codex/event/task_complete').length;
    await left.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'hi' } }] });
    await until('the turn', () => left.methods().filter((m) => m === 'codex/event/task_complete').length > before);
  };
  await left.hello();
  await turn();
  await right.hello();
  await turn();
  const agents = peer.requests.map(({ headers }) => String(headers['user-agent']));
  expect(agents).toEqual([expect.stringMatching(/\(left; 1\)$/), expect.not.stringMatching(/left|right/)]);
  expect(right.methods()).toEqual([]);
});

it('request ids are unique in the process, and an answer settles only the request of its own connection', async () => {
  const touch = (name: string) => ({ calls: [shell(['touch', name])] });
  await using peer = await startModelPeer([touch('one'), touch('two'), { text: 'a pity' }]);
  await using s = await connected(peer.url, 'left', 'right');
  const approvals = (client: Client) => client.received.filter((m) => m.method === 'execCommandApproval');
  for (const client of s.clients) {
    await client.hello();
    const { result } = (await client.request('newConversation')) as { result: { conversationId: string } };
    const { conversationId } = result;
    await client.request('addConversationListener', { conversationId });
    await client.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] });
    await until('the approval', () => approvals(client).length === 1);
  }
  const [left, right] = s.clients as [Client, Client];
  const ids = s.clients.map((client) => approvals(client)[0]?.id);
  expect(new Set(ids).size).toBe(2);
  // The answer to the other's request is an answer to nothing.
  left.send(JSON.stringify({ id: ids[1], result: { decision: 'approved' } }));
  await left.request('getUserAgent');
  expect(right.methods()).not.toContain('codex/event/exec_command_begin');
  right.send(JSON.stringify({ id: ids[1], result: { decision: 'denied' } }));
  await until('the end of the turn', () => right.methods().includes('codex/event/task_complete'));
  expect(left.methods()).not.toContain('codex/event/task_complete');
});

it('a client that leaves takes nothing from another', async () => {
  await using s = await connected('http://127.0.0.1:1', 'left', 'right');
  const [left, right] = s.clients as [Client, Client];
  await left.hello();
  await right.hello();
  left.end();
  const created = await right.request('newConversation');
  expect(created?.result).toMatchObject({ model: 'mock-model' });
});

it('a request whose follow-up fails has one answer, and the connection stays usable', async () => {
  await using home = await scratchFolder('home');
  const errors: string[] = [];
  const silent = () => {};
  const log = { trace: silent, debug: silent, info: silent, warn: silent };
  const server = createAppServer({
    home: home.path,
    cwd: home.path,
    env: { PATH: process.env.PATH, TERM: 'dumb' },
    config: { model: 'mock-model' },
    log: { ...log, error: (data, message) => errors.push(`${message}: ${(data as { err?: Error }).err?.message}`) },
  });
  const client = await InProcessClient.start(server);
  const { conversationId } = await client.request<{ conversationId: string }>('newConversation', {});
  server.conversations.get(conversationId).subscribers.subscribe = () => {
    throw new Error('boom');
  };
  client.send({ id: 'listen', method: 'addConversationListener', params: { conversationId } });
  await client.until(({ id }) => id === 'listen');
  await client.request('getUserAgent', {});
  const answers = client.received.filter(({ id }) => id === 'listen');
  expect(answers).toEqual([{ id: 'listen', result: { subscriptionId: expect.any(String) } }]);
  expect(errors).toEqual(['what follows a reply failed unexpectedly: boom']);
  await client.leave();
  await server.close();
});

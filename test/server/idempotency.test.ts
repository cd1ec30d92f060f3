import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RequestSpec } from '../../protocol/declare.js';
import { takesKey } from '../../protocol/idempotency.js';
import { clientRequests, turnwireRequests, v2 } from '../../protocol/index.js';
import { readRollout } from '../support/rollout.js';
import { endedTurns, type Protocol, say, startConversation, startServer } from './rejoin.js';

const text = (words: string) => [{ type: 'text', text: words }];
const textOfV1 = (words: string) => [{ type: 'text', data: { text: words } }];

const send = (protocol: Protocol, id: string, words: string) =>
  protocol === 'v2'
    ? (['turn/start', { threadId: id, input: text(words) }] as const)
    : (['sendUserMessage', { conversationId: id, items: textOfV1(words) }] as const);

const messagesIn = async (path: string): Promise<unknown[]> =>
  (await readRollout(path)).flatMap(({ payload }) =>
    payload.type === 'message' && payload.role === 'user' ? [payload.content] : [],
  );

describe.each<Protocol>(['v1', 'v2'])('a message of %s with a key', (protocol) => {
  test('is sent once, also on another connection and after a restart', async () => {
    await using s = await startServer();
    const a = await s.client(protocol);
    const { id, path } = await startConversation(a, protocol);
    const [method, params] = send(protocol, id, 'once only');
    const first = await a.request(method, { ...params, idempotencyKey: 'k1' });
    await a.until(() => endedTurns(a.received) === 1);
    const b = await s.client(protocol);
    expect(await b.request(method, { ...params, idempotencyKey: 'k1' })).toEqual(first);
    await s.restart();
    const c = await s.client(protocol);
    await c.request('turnwire/attach', protocol === 'v2' ? { threadId: id } : { conversationId: id });
    expect(await c.request(method, { ...params, idempotencyKey: 'k1' })).toEqual(first);
    await say(c, protocol, id, 'another');
    await c.until(() => endedTurns(c.received) === 1);
    expect(JSON.stringify(await messagesIn(path)).match(/once only/g)).toHaveLength(1);
  });

  test('with other params is refused', async () => {
    await using s = await startServer();
    const a = await s.client(protocol);
    const { id } = await startConversation(a, protocol);
    const [method, params] = send(protocol, id, 'one');
    await a.request(method, { ...params, idempotencyKey: 'k1' });
    const [, others] = send(protocol, id, 'two');
    a.send({ id: 'x', method, params: { ...others, idempotencyKey: 'k1' } });
    expect((await a.until((m) => m.id === 'x')).error?.data).toMatchObject({ code: 'idempotency_conflict' });
  });

  test('that a killed server had stored is not sent again, and one that it had not stored is', async () => {
    await using s = await startServer();
    const a = await s.client(protocol);
    const { id, path } = await startConversation(a, protocol);
    const [method, params] = send(protocol, id, 'before the crash');
    const first = await a.request(method, { ...params, idempotencyKey: 'k1' });
    await a.until(() => endedTurns(a.received) === 1);
    const [, later] = send(protocol, id, 'never stored');
    await s.restart();
    await forgetResult(s.home.path);
    const c = await s.client(protocol);
    await c.request('turnwire/attach', protocol === 'v2' ? { threadId: id } : { conversationId: id });
    expect(await c.request(method, { ...params, idempotencyKey: 'k1' })).toEqual(first);
    await c.request(method, { ...later, idempotencyKey: 'k2' });
    await c.until(() => endedTurns(c.received) === 1);
    const stored = JSON.stringify(await messagesIn(path));
    expect(stored.match(/before the crash/g)).toHaveLength(1);
    expect(stored.match(/never stored/g)).toHaveLength(1);
  });
});

test('the same request from ten clients at once is one turn, and each gets its id', async () => {
  await using s = await startServer();
  const clients = await Promise.all(Array.from({ length: 10 }, () => s.client('v2')));
  const { id } = await startConversation(clients[0] as (typeof clients)[0], 'v2');
  const params = { threadId: id, input: text('all together'), idempotencyKey: 'k' };
  const results = await Promise.all(clients.map((client) => client.request('turn/start', params)));
  expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
});

test('a thread is started once; the order of its params makes no difference', async () => {
  await using s = await startServer();
  const a = await s.client('v2');
  const first = await a.request('thread/start', { model: 'm', cwd: s.home.path, idempotencyKey: 'k' });
  const again = await a.request('thread/start', { cwd: s.home.path, model: 'm', idempotencyKey: 'k' });
  expect(again).toEqual(first);
  const { data } = await a.request<{ data: unknown[] }>('thread/loaded/list', {});
  expect(data).toHaveLength(1);
  expect(a.received.filter(({ method }) => method === 'thread/started')).toHaveLength(1);
});

test('a refused request leaves its key free', async () => {
  await using s = await startServer();
  const a = await s.client('v2');
  const { id } = await startConversation(a, 'v2');
  const refused = { threadId: id, expectedTurnId: 'none', input: text('x'), idempotencyKey: 'k' };
  a.send({ id: 'x', method: 'turn/steer', params: refused });
  expect((await a.until((m) => m.id === 'x')).error).toBeDefined();
  await a.request('turn/start', { threadId: id, input: text('y'), idempotencyKey: 'k' });
});

test('a message for the queue waits once', async () => {
  await using s = await startServer({}, [{ text: 'x', cut: 2, hold: true }]);
  const a = await s.client('v2');
  const { id } = await startConversation(a, 'v2');
  await say(a, 'v2', id, 'go');
  const params = { threadId: id, input: text('later'), clientUserMessageId: 'c', idempotencyKey: 'k' };
  const first = await a.request('thread/queue/add', params);
  expect(await a.request('thread/queue/add', params)).toEqual(first);
  await s.restart();
  await forgetResult(s.home.path);
  const b = await s.client('v2');
  expect(await b.request('thread/queue/add', params)).toEqual(first);
  const { data } = await b.request<{ data: unknown[] }>('thread/queue/list', { threadId: id });
  expect(data).toHaveLength(1);
});

test('what cannot be looked up is not done a second time', async () => {
  await using s = await startServer();
  const a = await s.client('v2');
  const { id } = await startConversation(a, 'v2');
  const params = { threadId: id, items: [{ type: 'message', role: 'user', content: [] }], idempotencyKey: 'k' };
  await a.request('thread/inject_items', params);
  await s.restart();
  await forgetResult(s.home.path);
  const b = await s.client('v2');
  b.send({ id: 'x', method: 'thread/inject_items', params });
  expect((await b.until((m) => m.id === 'x')).error?.data).toMatchObject({ code: 'idempotency_lost' });
});

test('the files hold no text of the user, and none of them is older than a day', async () => {
  await using s = await startServer();
  const a = await s.client('v1');
  const { id } = await startConversation(a, 'v1');
  const [method, params] = send('v1', id, 'my secret');
  await a.request(method, { ...params, idempotencyKey: 'key of mine' });
  const [file] = await keyFiles(s.home.path);
  expect(await readFile(file as string, 'utf8')).not.toMatch(/my secret|key of mine/);
});

const MAKES_OR_SENDS =
  /(^new|^send|^fork|start$|steer$|add$|create$|fork$|inject|rollback$|shellCommand$|^turnwire\/compact)/;
/** These have a key of their own, or make nothing that stays. */
const WITHOUT: readonly string[] = ['project/create', 'account/login/start', 'fuzzyFileSearch/sessionStart'];

test('each request that makes or sends something takes a key', () => {
  const all: Record<string, RequestSpec> = { ...clientRequests, ...turnwireRequests, ...v2.offeredRequests };
  const should = Object.keys(all).filter((method) => MAKES_OR_SENDS.test(method) && !WITHOUT.includes(method));
  const do_ = Object.keys(all).filter((method) => takesKey((all[method] as RequestSpec).params));
  expect(do_.sort()).toEqual(should.sort());
});

async function keyFiles(home: string): Promise<string[]> {
  const folder = join(home, 'turnwire', 'request-keys');
  return (await readdir(folder)).map((name) => join(folder, name));
}

/** As if the server had been killed after it had done the request, and before it had kept the result. */
async function forgetResult(home: string): Promise<void> {
  for (const file of await keyFiles(home)) {
    const { result: _, ...kept } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    await writeFile(file, JSON.stringify(kept));
  }
}

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answered, meta, said } from '../../store/rollouts.js';
import type { Message } from '../../support/exchange.js';
import type { Server } from '../../support/server.js';
import { until } from '../../support/until.js';
import { bed } from '../stored.js';
import { methods, type Started, startServerOf, turnCompleted } from '../v2/session.js';

/** An answer that stays unfinished. */
const HALF = {
  text: 'halfway',
  deltas: ['half', 'way'],
  wire: { pauseAfter: 'response.output_text.delta', optional: true },
};
const ASKS = { text: 'may I?', calls: [{ name: 'exec_command', args: { cmd: 'touch made' } }] };

type Status = { type: string; activeFlags?: string[] };

/** A home for servers of v2, and a thread of one of them. */
async function home(replies: Parameters<typeof bed>[0] = []) {
  const b = await bed(replies);
  const start = () => startServerOf(b.home);
  return { path: b.home, start, put: b.put, [Symbol.asyncDispose]: () => b[Symbol.asyncDispose]() };
}

const startThread = async (server: Server): Promise<string> =>
  (await server.request<Started>('thread/start', {})).thread.id;

/** A thread with one turn, which other servers can reach. */
async function threadWithTurn(server: Server, home: string): Promise<string> {
  const threadId = await startThread(server);
  await turnCompleted(server, (await begin(server, threadId, 'one')).turn.id);
  await reachable(home, 1);
  return threadId;
}

const begin = (server: Server, threadId: string, text: string) =>
  server.request<{ turn: { id: string } }>('turn/start', { threadId, input: [{ type: 'text', text }] });

async function listed(server: Server, threadId: string): Promise<Status | undefined> {
  const { data } = await server.request<{ data: { id: string; status: Status }[] }>('thread/list', {});
  return data.find(({ id }) => id === threadId)?.status;
}

const loaded = async (server: Server): Promise<string[]> =>
  (await server.request<{ data: string[] }>('thread/loaded/list', {})).data;

/** The statuses of the thread that the server has told, one after another. */
const told = (server: Server, threadId: string): Status[] =>
  server.received('thread/status/changed').flatMap(({ params }) => {
    const { threadId: id, status } = params as { threadId: string; status: Status };
    return id === threadId ? [status] : [];
  });

const tells = (server: Server, threadId: string, wanted: object) =>
  server.until(`the status ${JSON.stringify(wanted)}`, () => {
    const last = told(server, threadId).at(-1);
    return last && JSON.stringify({ ...last, ...wanted }) === JSON.stringify(last);
  });

/** Lists, and waits until another server has told what the thread does. */
async function meet(server: Server, threadId: string): Promise<void> {
  await listed(server, threadId);
  await server.until('what another server says', () => told(server, threadId).length > 0);
}

/** The other servers can be reached now. */
const reachable = (path: string, servers: number) =>
  until('the sockets', () => {
    const folder = join(path, 'turnwire-relay');
    return existsSync(folder) && readdirSync(folder).filter((name) => name.endsWith('.json')).length === servers;
  });

test('a list shows what the threads of another server do, and clients that have not opened them are told', async () => {
  await using h = await home([{ text: 'uno' }, HALF]);
  await using first = await h.start();
  const threadId = await threadWithTurn(first, h.path);
  await using second = await h.start();
  await meet(second, threadId);
  expect(await listed(second, threadId)).toEqual({ type: 'idle' });
  expect(await loaded(second)).toEqual([threadId]);
  const { turn } = await begin(first, threadId, 'two');
  await tells(second, threadId, { type: 'active' });
  expect(await listed(second, threadId)).toMatchObject({ type: 'active', activeFlags: [] });
  await first.request('turn/interrupt', { threadId, turnId: turn.id });
  await tells(second, threadId, { type: 'idle' });
  expect(told(second, threadId).map(({ type }) => type)).toEqual(['idle', 'active', 'idle']);
  await first[Symbol.asyncDispose]();
  await tells(second, threadId, { type: 'notLoaded' });
  expect(await listed(second, threadId)).toEqual({ type: 'notLoaded' });
  expect(await loaded(second)).toEqual([]);
});

test('a list shows that a thread of another server waits for an approval; a server that is killed has no threads', async () => {
  await using h = await home([ASKS]);
  await using first = await h.start();
  const threadId = await startThread(first);
  await begin(first, threadId, 'ask me');
  await first.next((m) => m.method === 'item/commandExecution/requestApproval');
  await reachable(h.path, 1);
  await using second = await h.start();
  await meet(second, threadId);
  expect(await listed(second, threadId)).toMatchObject({ type: 'active', activeFlags: ['waitingOnApproval'] });
  first.kill('SIGKILL');
  await tells(second, threadId, { type: 'notLoaded' });
  expect(await listed(second, threadId)).toEqual({ type: 'notLoaded' });
});

test('a server that loads its first thread later is listened to as well', async () => {
  await using h = await home([{ text: 'uno' }, HALF]);
  await using first = await h.start();
  await using second = await h.start();
  expect(await listed(second, 'none')).toBeUndefined();
  const threadId = await startThread(first);
  await turnCompleted(first, (await begin(first, threadId, 'one')).turn.id);
  await begin(first, threadId, 'two');
  await tells(second, threadId, { type: 'active' });
});

test('a client that follows a thread of another server is told each thing once, also when it has listed', async () => {
  await using h = await home([{ text: 'uno' }, { text: 'dos' }, { text: 'tres' }]);
  await using first = await h.start();
  const threadId = await threadWithTurn(first, h.path);
  await using second = await h.start();
  await meet(second, threadId);
  await second.request('thread/resume', { threadId });
  await turnCompleted(second, (await begin(first, threadId, 'two')).turn.id);
  await tells(second, threadId, { type: 'idle' });
  await first.request('thread/name/set', { threadId, name: 'Roses' });
  await second.next((m) => m.method === 'thread/name/updated');
  await first.request('thread/archive', { threadId });
  await second.next((m) => m.method === 'thread/archived');
  // What the folders show is told in its order: this comes after what they show of the first thread.
  const other = await startThread(first);
  await turnCompleted(first, (await begin(first, other, 'three')).turn.id);
  await second.next((m) => m.method === 'thread/started' && JSON.stringify(m.params).includes(other));
  expect(told(second, threadId).map(({ type }) => type)).toEqual(['idle', 'active', 'idle', 'notLoaded']);
  for (const method of ['thread/name/updated', 'thread/archived'])
    expect(methods(second).filter((name) => name === method)).toHaveLength(1);
});

test('a client is told that a thread of another server has begun before what it does', async () => {
  await using h = await home([{ text: 'uno' }, { text: 'dos' }]);
  await using first = await h.start();
  await using second = await h.start();
  await startThread(first);
  await reachable(h.path, 1);
  await listed(second, 'none');
  const of = (id: string): Message[] =>
    second.received((m) => m.method !== undefined && JSON.stringify(m.params).includes(id));
  // The second thread begins when the second server listens to the first one.
  const threadId = await startThread(first);
  await first.request('thread/goal/set', { threadId, objective: 'Roses', status: 'paused' });
  await turnCompleted(first, (await begin(first, threadId, 'one')).turn.id);
  await second.next((m) => m.method === 'thread/started');
  await turnCompleted(first, (await begin(first, threadId, 'two')).turn.id);
  await second.until('both turns', () => told(second, threadId).filter(({ type }) => type === 'idle').length > 0);
  await first.request('thread/archive', { threadId });
  await second.next((m) => m.method === 'thread/archived');
  const [started, ...rest] = of(threadId);
  expect(started).toMatchObject({ method: 'thread/started', params: { thread: { id: threadId } } });
  expect(rest.map(({ method }) => method)).not.toContain('thread/started');
  for (const method of ['thread/status/changed', 'thread/goal/updated'])
    expect(rest.map((m) => m.method)).toContain(method);
});

test('a client that has only resumed a thread of another server is told what happens to the list', async () => {
  await using h = await home([{ text: 'uno' }, { text: 'dos' }]);
  await using first = await h.start();
  const threadId = await threadWithTurn(first, h.path);
  await using second = await h.start();
  await second.request('thread/resume', { threadId });
  const other = await startThread(first);
  await turnCompleted(first, (await begin(first, other, 'two')).turn.id);
  await second.next((m) => m.method === 'thread/started' && JSON.stringify(m.params).includes(other));
  await first.request('thread/archive', { threadId: other });
  await second.next((m) => m.method === 'thread/archived');
});

test('when another of its servers takes a thread over, clients that only list are told the new status', async () => {
  await using h = await home([HALF, { text: 'dos' }]);
  await using first = await h.start();
  const threadId = await startThread(first);
  await begin(first, threadId, 'one');
  await first.next((m) => m.method === 'item/agentMessage/delta');
  await reachable(h.path, 1);
  await using second = await h.start();
  await second.request('thread/resume', { threadId });
  await using third = await h.start();
  await meet(third, threadId);
  expect(await listed(third, threadId)).toMatchObject({ type: 'active' });
  first.kill('SIGKILL');
  await tells(third, threadId, { type: 'idle' });
  expect(await listed(third, threadId)).toEqual({ type: 'idle' });
  await turnCompleted(second, (await begin(second, threadId, 'two')).turn.id);
  await third.until('both', () => told(third, threadId).filter(({ type }) => type === 'idle').length === 2);
});

test('a thread that is restored and deleted in an old folder is told as well', async () => {
  await using h = await home();
  const id = '01a203a4-b181-7122-980f-a24e2ce0205b';
  await h.put('2020-05-06T07-08-09', id, [meta(id), ...said('old'), ...answered('done')]);
  for (let day = 1; day <= 31; day++)
    for (const month of ['01', '03'])
      mkdirSync(join(h.path, 'sessions/2031', month, String(day).padStart(2, '0')), { recursive: true });
  await using first = await h.start();
  await startThread(first);
  await reachable(h.path, 1);
  await using second = await h.start();
  expect(await listed(second, id)).toEqual({ type: 'notLoaded' });
  await first.request('thread/archive', { threadId: id });
  await second.next((m) => m.method === 'thread/archived');
  await first.request('thread/unarchive', { threadId: id });
  await second.next((m) => m.method === 'thread/unarchived');
  await first.request('thread/delete', { threadId: id });
  await second.next((m) => m.method === 'thread/deleted');
  for (const method of ['thread/archived', 'thread/unarchived', 'thread/deleted'])
    expect(methods(second).filter((name) => name === method)).toHaveLength(1);
});

test('a server that is stopped does not hold up lists, and is listened to when it goes on', async () => {
  await using h = await home([HALF]);
  await using first = await h.start();
  const threadId = await startThread(first);
  await begin(first, threadId, 'one');
  await reachable(h.path, 1);
  first.kill('SIGSTOP');
  try {
    await using second = await h.start();
    expect(await listed(second, threadId)).toEqual({ type: 'notLoaded' });
    expect(await listed(second, threadId)).toEqual({ type: 'notLoaded' });
    first.kill('SIGCONT');
    await tells(second, threadId, { type: 'active' });
  } finally {
    first.kill('SIGCONT');
  }
});

test('sockets that say nothing, or nothing that is true, do not hold up lists', async () => {
  await using h = await home([{ text: 'uno' }]);
  await using first = await h.start();
  const threadId = await threadWithTurn(first, h.path);
  const folder = join(h.path, 'turnwire-relay');
  const [name = ''] = readdirSync(folder).filter((entry) => entry.endsWith('.json'));
  const entry = JSON.parse(readFileSync(join(folder, name), 'utf8')) as object;
  const connected: string[] = [];
  const sockets = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'].map((instance, n) => {
    const written = { ...entry, instance: `${instance}-1111-4111-8111-111111111111` };
    writeFileSync(join(folder, `${instance}.json`), JSON.stringify(written), { mode: 0o600 });
    return createServer((socket) => {
      socket.on('error', () => {});
      connected.push(instance);
      if (n === 1) socket.write('x'.repeat(100_000));
      if (n === 2) socket.end();
    }).listen(join(folder, `${instance}.sock`));
  });
  // These have no socket.
  for (let n = 0; n < 300; n++) {
    const instance = `${String(n).padStart(8, 'd')}-1111-4111-8111-111111111111`;
    writeFileSync(join(folder, `${instance.slice(0, 8)}.json`), JSON.stringify({ ...entry, instance }));
  }
  try {
    await using second = await h.start();
    expect((await listed(second, threadId))?.type).toMatch(/idle|notLoaded/);
    expect(await loaded(second)).not.toContain('x');
    const mine = await startThread(second);
    expect(await loaded(second)).toContain(mine);
    expect(new Set(connected).size).toBe(connected.length);
  } finally {
    for (const socket of sockets) socket.close();
    for (const file of readdirSync(folder))
      if (!file.startsWith(name.slice(0, 8))) rmSync(join(folder, file), { force: true });
  }
});

test.runIf(process.platform === 'linux')(
  'one connection is made to each server, whatever the number of threads',
  async () => {
    await using h = await home();
    await using first = await h.start();
    const ids: string[] = [];
    for (let n = 0; n < 20; n++) ids.push(await startThread(first));
    await reachable(h.path, 1);
    await using second = await h.start();
    // They have no message: clients are not told of them.
    while ((await loaded(second)).length < ids.length);
    expect(await loaded(second)).toEqual(ids.sort());
    for (let n = 0; n < 5; n++) await listed(second, ids[0] as string);
    const [socket = ''] = readdirSync(join(h.path, 'turnwire-relay')).filter((name) => name.endsWith('.sock'));
    const open = readFileSync('/proc/net/unix', 'utf8')
      .split('\n')
      .filter((line) => line.endsWith(socket));
    // The one that listens, and one that has a connection.
    expect(open).toHaveLength(2);
  },
);

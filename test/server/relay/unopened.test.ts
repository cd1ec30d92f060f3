import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RequestSpec } from '../../../protocol/declare.js';
import { clientRequests, turnwireRequests, v2 } from '../../../protocol/index.js';
import type { Server } from '../../support/server.js';
import { until } from '../../support/until.js';
import { bed, type Revived, spoken } from '../stored.js';
import { type Started, startServerOf, turnCompleted } from '../v2/session.js';

interface Turn {
  readonly id: string;
  readonly status: string;
  readonly items: readonly { readonly type: string; readonly text?: string }[];
}
interface Read {
  readonly thread: { readonly id: string; readonly name: string | null; readonly turns: readonly Turn[] };
}

/** A thread of the first server. The client of the second one has not opened it. */
async function two(replies: Parameters<typeof bed>[0]) {
  const b = await bed(replies);
  const start = () => startServerOf(b.home);
  const first = await start();
  const { thread } = await first.request<Started>('thread/start', {});
  const folder = join(b.home, 'turnwire-relay');
  await until('the socket', () => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.json')));
  const second = await start();
  const say = async (server: Server, text: string): Promise<Turn> => {
    const input = [{ type: 'text', text }];
    const { turn } = await server.request<{ turn: Turn }>('turn/start', { threadId: thread.id, input });
    return turn;
  };
  return {
    first,
    second,
    threadId: thread.id,
    path: thread.path,
    say,
    turn: async (server: Server, text: string) => turnCompleted(first, (await say(server, text)).id),
    async [Symbol.asyncDispose]() {
      await second[Symbol.asyncDispose]();
      await first[Symbol.asyncDispose]();
      await b[Symbol.asyncDispose]();
    },
  };
}

const textsOf = ({ thread }: Read): string[] =>
  thread.turns.flatMap(({ items }) => items.flatMap(({ type, text }) => (type === 'agentMessage' ? [text ?? ''] : [])));

test('requests about a thread that the client has not opened reach its owner', async () => {
  await using t = await two([{ text: 'uno' }, { text: 'dos' }, { text: 'a summary' }, { text: 'tres' }]);
  const { first, second, threadId } = t;
  await t.turn(first, 'one');
  expect((await t.turn(second, 'two')).status).toBe('completed');
  await second.request('thread/name/set', { threadId, name: 'Roses' });
  expect((await first.request<Read>('thread/read', { threadId })).thread.name).toBe('Roses');
  const { data } = await second.request<{ data: Turn[] }>('thread/turns/list', { threadId });
  expect(data).toHaveLength(2);
  await second.request('thread/settings/update', { threadId, effort: 'high' });
  expect((await first.next((m) => m.method === 'thread/settings/updated')).params).toMatchObject({
    threadSettings: { effort: 'high' },
  });
  await second.request('thread/goal/set', { threadId, objective: 'water them', status: 'paused' });
  expect(await first.request('thread/goal/get', { threadId })).toMatchObject({ goal: { objective: 'water them' } });
  await second.request('thread/compact/start', { threadId });
  await first.next((m) => m.method === 'item/completed' && JSON.stringify(m).includes('contextCompaction'));
  await first.until('the compaction', () => first.received('turn/completed').length === 3);
  await second.request('thread/rollback', { threadId, numTurns: 2 });
  const read = await second.request<Read>('thread/read', { threadId, includeTurns: true });
  expect(textsOf(read)).toEqual(['uno']);
  await t.turn(first, 'three');
  expect(textsOf(await first.request<Read>('thread/read', { threadId, includeTurns: true }))).toEqual(['uno', 'tres']);
});

test('a fork of a thread that another server has contains everything that was shown, also of a running turn', async () => {
  const ASKS = { text: 'I look first', calls: [{ name: 'exec_command', args: { cmd: 'touch made', login: false } }] };
  await using t = await two([{ text: 'uno' }, ASKS]);
  const { first, second, threadId, path } = t;
  await t.turn(first, 'one');
  await t.say(first, 'two');
  await first.next((m) => m.method === 'item/commandExecution/requestApproval');
  const shown = await first.request<Read>('thread/read', { threadId, includeTurns: true });
  expect(textsOf(shown)).toEqual(['uno', 'I look first']);
  const fork = await second.request<Read>('thread/fork', { threadId });
  expect(textsOf(fork)).toEqual(['uno', 'I look first']);
  const alike = await first.request<Read>('thread/fork', { threadId });
  expect(textsOf(alike)).toEqual(textsOf(fork));
  const old = await second.request<Revived>('forkConversation', { path });
  expect(spoken(old)).toEqual(['one', 'uno', 'two', 'I look first']);
  const found = await second.request<{ data: { thread: { id: string } }[] }>('thread/search', {
    searchTerm: 'look first',
  });
  expect(found.data.map(({ thread }) => thread.id)).toContain(threadId);
});

test('each change of settings is told once to a client of another server that follows the thread', async () => {
  await using t = await two([{ text: 'uno' }]);
  const { first, second, threadId } = t;
  await second.request('thread/list', {});
  await second.request('thread/resume', { threadId });
  const settings = {
    model: 'another-model',
    approvalPolicy: 'never',
    sandboxPolicy: { type: 'readOnly' },
    effort: 'low',
  };
  await first.request('thread/settings/update', { threadId, ...settings });
  const wanted = { threadSettings: { ...settings, sandboxPolicy: { type: 'readOnly' } } };
  expect((await second.next((m) => m.method === 'thread/settings/updated')).params).toMatchObject(wanted);
  await turnCompleted(second, (await t.turn(first, 'one')).id);
  expect(second.received('thread/settings/updated')).toHaveLength(1);
});

/** These read the files, or what all servers share; or they only look where their params say. */
const FROM_THE_FILES: readonly string[] = [
  'forkConversation',
  'thread/fork',
  'thread/unarchive',
  'thread/section/move',
  'thread/searchOccurrences',
  'app/list',
  'app/installed',
  'app/read',
  'hooks/list',
  'experimentalFeature/list',
];

test('each request that names a conversation says so, or needs no owner', () => {
  const all: Record<string, RequestSpec> = { ...clientRequests, ...turnwireRequests, ...v2.offeredRequests };
  const silent = Object.entries(all).flatMap(([method, { params, conversation }]) => {
    const { shape = {} } = (params?.() ?? {}) as { shape?: object };
    const names = 'threadId' in shape || 'conversationId' in shape;
    return names && conversation === undefined ? [method] : [];
  });
  expect(silent.sort()).toEqual([...FROM_THE_FILES].sort());
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type {
  Thread,
  ThreadForkResponse,
  ThreadListResponse,
  ThreadResumeResponse,
  ThreadSettingsUpdatedNotification,
  ThreadStartResponse,
} from '../../../generated-types/v2/index.js';
import { scratchFolder } from '../../support/scratch.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, received, type ThreadOptions, threadSession } from './session.js';

const replies = (count: number) => Array.from({ length: count }, (_, i) => ({ text: `answer ${i}` }));

const session = (params: object, count: number, more: ThreadOptions = {}) =>
  threadSession({ replies: replies(count), params: { model: 'gpt-5.5', ...params }, ...more });

type Session = Awaited<ReturnType<typeof session>>;

/** The tier of each request to the model so far. */
const sent = ({ peer }: Session) => peer.requests.map(({ body }) => body.service_tier);

/** The same home with another process. */
async function restarted(s: Session) {
  await s.server[Symbol.asyncDispose]();
  const server = await startServer({ home: s.home, cwd: s.home });
  await server.request('initialize', INITIALIZE);
  return server;
}

test('a resumed thread and a fork name the files with instructions as well', async () => {
  await using work = await scratchFolder('work');
  const path = await work.write('AGENTS.md', 'Be brief.');
  await using s = await session({}, 1, { cwd: work.path });
  await s.turn();
  await work.write('AGENTS.override.md', 'Be long.');
  const { threadId } = s;
  const fork = await s.server.request<ThreadForkResponse>('thread/fork', { threadId });
  expect(fork.instructionSources).toEqual([join(work.path, 'AGENTS.override.md')]);
  const joined = await s.server.request<ThreadResumeResponse>('thread/resume', { threadId });
  expect(joined.instructionSources).toEqual([join(work.path, 'AGENTS.override.md')]);
  await work.write('AGENTS.override.md', '');
  await using server = await restarted(s);
  const resumed = await server.request<ThreadResumeResponse>('thread/resume', { threadId });
  expect(resumed.instructionSources).toEqual([]);
  expect(readFileSync(path, 'utf8')).toBe('Be brief.');
});

test('what a client says that a thread is for is kept, and is not passed on to a fork', async () => {
  await using s = await session({ threadSource: 'robot é' }, 1);
  const { threadId } = s;
  await s.turn();
  const fork = (params: object) => s.server.request<ThreadForkResponse>('thread/fork', { threadId, ...params });
  const sourceOf = ({ thread }: { readonly thread: Thread }) => thread.threadSource;
  expect(sourceOf(s.started as ThreadStartResponse)).toBe('robot é');
  const plain = await fork({});
  const own = await fork({ threadSource: 'mine' });
  expect([plain, own].map(sourceOf)).toEqual([null, 'mine']);
  await using server = await restarted(s);
  expect(sourceOf(await server.request('thread/read', { threadId }))).toBe('robot é');
  const { data } = await server.request<ThreadListResponse>('thread/list', {});
  const listed = new Map(data.map((thread) => [thread.id, thread.threadSource]));
  expect([threadId, plain.thread.id, own.thread.id].map((id) => listed.get(id))).toEqual(['robot é', null, 'mine']);
  const again = await server.request<ThreadResumeResponse>('thread/resume', { threadId, threadSource: 'other' });
  expect(sourceOf(again)).toBe('robot é');
});

test('the service tier of a thread goes with each request, and survives a restart and a fork', async () => {
  await using s = await session({ serviceTier: 'fast' }, 3);
  const { threadId } = s;
  expect(s.started).toMatchObject({ serviceTier: 'priority' });
  const joined = await s.server.request<ThreadResumeResponse>('thread/resume', { threadId });
  expect(joined.serviceTier).toBe('priority');
  await s.turn();
  const fork = await s.server.request<ThreadForkResponse>('thread/fork', { threadId });
  expect(fork.serviceTier).toBe('priority');
  await using server = await restarted(s);
  const resumed = await server.request<ThreadResumeResponse>('thread/resume', { threadId });
  expect(resumed.serviceTier).toBe('priority');
  for (const id of [threadId, fork.thread.id]) {
    await server.request('thread/resume', { threadId: id });
    await server.request('turn/start', { threadId: id, input: [{ type: 'text', text: 'go' }] });
    await server.next('turn/completed');
  }
  expect(sent(s)).toEqual(['priority', 'priority', 'priority']);
});

test('a turn changes the service tier for later ones, or for itself alone', async () => {
  await using s = await session({}, 6);
  expect(s.started).toMatchObject({ serviceTier: null });
  await s.turn('a');
  await s.turn('b', { serviceTier: 'flex' });
  await s.turn('c', { serviceTierForTurn: 'priority' });
  await s.turn('d');
  await s.server.request('thread/settings/update', { threadId: s.threadId, serviceTier: null });
  await s.turn('e');
  await s.turn('f', { model: 'mock-model', serviceTier: 'priority' });
  expect(sent(s)).toEqual([undefined, 'flex', 'priority', 'flex', undefined, undefined]);
  const told = received(s.server).flatMap(({ method, params }) =>
    method === 'thread/settings/updated'
      ? [(params as ThreadSettingsUpdatedNotification).threadSettings.serviceTier]
      : [],
  );
  expect(told).toEqual(['flex', 'default', 'priority']);
});

test('the configuration may name a service tier, and a client may decline it', async () => {
  await using s = await session({}, 2, { config: '[profiles.quick]\nservice_tier = "fast"\n' });
  const start = (params: object) =>
    s.server.request<ThreadStartResponse>('thread/start', { model: 'gpt-5.5', ...params });
  expect((await start({ config: { service_tier: 'flex' } })).serviceTier).toBe('flex');
  expect((await start({ config: { profile: 'quick' } })).serviceTier).toBe('priority');
  expect((await start({ config: { service_tier: 'flex' }, serviceTier: null })).serviceTier).toBe('default');
  await s.turn();
  await s.turn();
  expect(sent(s)).toEqual([undefined, undefined]);
});

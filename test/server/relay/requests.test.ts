import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Server } from '../../support/server.js';
import { bed } from '../stored.js';
import { methods, type Started, startServerOf, turnCompleted } from '../v2/session.js';

/** An answer that stays unfinished. */
const HALF = { text: 'halfway', deltas: ['half', 'way'], wire: { pauseAfter: 'response.output_text.delta' } };

/** Two servers and a thread that the first one has and both clients follow. */
async function two(replies: Parameters<typeof bed>[0]) {
  const b = await bed(replies);
  const start = () => startServerOf(b.home);
  const [first, second] = [await start(), await start()];
  const { thread } = await first.request<Started>('thread/start', {});
  await second.request('thread/resume', { threadId: thread.id });
  return {
    home: b.home,
    first,
    second,
    threadId: thread.id,
    say: (server: Server, text: string) =>
      server.request<{ turn: { id: string } }>('turn/start', {
        threadId: thread.id,
        input: [{ type: 'text', text }],
      }),
    async [Symbol.asyncDispose]() {
      await second[Symbol.asyncDispose]();
      await first[Symbol.asyncDispose]();
      await b[Symbol.asyncDispose]();
    },
  };
}

const notified = (server: Server, method: string) => server.next((m) => m.method === method);

test('a client of another server steers and interrupts a turn', async () => {
  // The interrupt may come before the model is asked again.
  await using t = await two([HALF, { ...HALF, wire: { ...HALF.wire, optional: true } }]);
  const { turn } = await t.say(t.first, 'one');
  await notified(t.second, 'item/agentMessage/delta');
  const steered = { threadId: t.threadId, expectedTurnId: turn.id, input: [{ type: 'text', text: 'another way' }] };
  expect(await t.second.request('turn/steer', steered)).toMatchObject({ turnId: turn.id });
  await t.first.next((m) => m.method === 'item/completed' && JSON.stringify(m.params).includes('another way'));
  await t.second.request('turn/interrupt', { threadId: t.threadId, turnId: turn.id });
  for (const server of [t.first, t.second]) expect((await turnCompleted(server, turn.id)).status).toBe('interrupted');
});

test('it names a thread, changes its settings and its goal, and reads them', async () => {
  await using t = await two([{ text: 'uno' }]);
  const { threadId } = t;
  await turnCompleted(t.second, (await t.say(t.second, 'one')).turn.id);
  await t.second.request('thread/name/set', { threadId, name: 'Roses' });
  expect((await notified(t.first, 'thread/name/updated')).params).toMatchObject({ threadName: 'Roses' });
  await t.second.request('thread/settings/update', { threadId, effort: 'high' });
  for (const server of [t.first, t.second])
    expect((await notified(server, 'thread/settings/updated')).params).toMatchObject({
      threadSettings: { effort: 'high' },
    });
  await t.second.request('thread/goal/set', { threadId, objective: 'water the roses', status: 'paused' });
  for (const server of [t.first, t.second])
    await server.next((m) => m.method === 'thread/goal/updated' && JSON.stringify(m).includes('water the roses'));
  expect(await t.first.request('thread/goal/get', { threadId })).toMatchObject({
    goal: { objective: 'water the roses' },
  });
  const read = await t.second.request<{ thread: { name: string; status: unknown } }>('thread/read', { threadId });
  expect(read.thread).toMatchObject({ name: 'Roses', status: { type: 'idle' } });
});

test('it archives a thread of another server, whose clients learn it', async () => {
  await using t = await two([{ text: 'uno' }]);
  const { threadId } = t;
  await turnCompleted(t.second, (await t.say(t.second, 'one')).turn.id);
  await t.second.request('thread/archive', { threadId });
  for (const server of [t.first, t.second]) await notified(server, 'thread/archived');
  expect(readdirSync(join(t.home, 'archived_sessions'))).toHaveLength(1);
  expect(methods(t.second).filter((method) => method === 'thread/archived')).toHaveLength(1);
});

test('a client that leaves the thread hears no more of it, and can come back', async () => {
  await using t = await two([{ text: 'uno' }, { text: 'dos' }]);
  const { threadId } = t;
  expect(await t.second.request('thread/unsubscribe', { threadId })).toEqual({ status: 'unsubscribed' });
  await turnCompleted(t.first, (await t.say(t.first, 'one')).turn.id);
  expect(methods(t.second)).not.toContain('turn/started');
  const resumed = await t.second.request<{ thread: { turns: unknown[] } }>('thread/resume', { threadId });
  expect(resumed.thread.turns).toHaveLength(1);
  const { turn } = await t.say(t.second, 'two');
  expect((await turnCompleted(t.second, turn.id)).status).toBe('completed');
});

test('a request with params that do not fit is refused by the server of the client', async () => {
  await using t = await two([]);
  expect(await t.second.refused('turn/start', { threadId: t.threadId, input: 'hi' })).toMatchObject({
    data: { code: 'invalid_request', path: 'params.input' },
  });
});

import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../../support/until.js';
import { bed, converse, listen, type Revived, say, spoken, turn } from '../stored.js';
import { methods, type Started, turnCompleted } from '../v2/session.js';

test('a second server takes part in a conversation of v1: history, live events, messages', async () => {
  await using b = await bed(['uno', 'dos', 'tres'].map((text) => ({ text })));
  await using first = await b.start();
  await using second = await b.start();
  const { conversationId } = await converse(first, ['one']);
  const revived = await second.request<Revived>('resumeConversation', { conversationId });
  expect(spoken(revived)).toEqual(['one', 'uno']);
  expect(second.received('sessionConfigured')).toHaveLength(1);
  const { subscriptionId } = await listen(second, conversationId);
  await turn(second, conversationId, 'two');
  await first.next((m) => JSON.stringify(m).includes('"dos"'));
  await say(first, conversationId, 'three');
  await second.next((m) => JSON.stringify(m).includes('"tres"'));
  expect(second.received('task_started')).toHaveLength(2);
  await second.request('removeConversationListener', { subscriptionId });
  expect(await second.refused('removeConversationListener', { subscriptionId })).toMatchObject({
    data: { code: 'subscription_not_found' },
  });
});

test('a second server takes part in a thread of v2: history, live events, turns', async () => {
  await using b = await bed(['uno', 'dos'].map((text) => ({ text })));
  await using first = await b.start();
  const { thread } = await first.request<Started>('thread/start', {});
  const threadId = thread.id;
  const input = (text: string) => ({ threadId, input: [{ type: 'text', text }] });
  const one = await first.request<{ turn: { id: string } }>('turn/start', input('one'));
  await turnCompleted(first, one.turn.id);
  await using second = await b.start();
  const resumed = await second.request<{ thread: { turns: { id: string }[] } }>('thread/resume', { threadId });
  expect(resumed.thread.turns.map(({ id }) => id)).toEqual([one.turn.id]);
  const two = await second.request<{ turn: { id: string } }>('turn/start', input('two'));
  const ended = await turnCompleted(second, two.turn.id);
  expect(ended.status).toBe('completed');
  expect(await turnCompleted(first, two.turn.id)).toEqual(ended);
  expect(methods(second).filter((method) => method === 'turn/started')).toHaveLength(1);
});

test('only the user can enter the folder of the relay sockets, and it is empty when the servers have ended', async () => {
  await using b = await bed([{ text: 'uno' }]);
  const first = await b.start();
  await converse(first, ['one']);
  const folder = join(b.home, 'turnwire-relay');
  await until('the socket', () => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.json')));
  const found = readdirSync(folder);
  expect(found).toHaveLength(2);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of found) expect(lstatSync(join(folder, name)).mode & 0o777).toBe(0o600);
  await first[Symbol.asyncDispose]();
  expect(readdirSync(folder)).toEqual([]);
});

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asked, bed, converse, listen, type Revived, say, spoken, turn } from '../server/stored.js';
import { readRollout } from '../support/rollout.js';

const halfway = (...more: string[]) => ({
  text: ['half', 'way', ...more].join(''),
  deltas: ['half', 'way', ...more],
  wire: { pauseAfter: 'response.output_text.delta' },
});

test('the next owner follows at once after a kill within a turn, with all events that clients had seen', async () => {
  await using b = await bed([{ text: 'uno' }, halfway(), { text: 'tres' }]);
  const first = await b.start();
  await using second = await b.start();
  const { conversationId, rolloutPath } = await converse(first, ['one']);
  await say(first, conversationId, 'two');
  await first.next('agent_message_delta');
  expect(spoken(await second.request<Revived>('resumeConversation', { path: rolloutPath }))).toEqual([
    'one',
    'uno',
    'two',
  ]);
  first.kill('SIGKILL');
  await first.exit;
  expect(existsSync(join(b.home, 'turnwire/leases', `${conversationId}.json`))).toBe(true);
  const revived = await second.request<Revived>('resumeConversation', { path: rolloutPath });
  expect(spoken(revived)).toEqual(['one', 'uno', 'two']);
  await listen(second, conversationId);
  await turn(second, conversationId, 'three');
  expect(asked(b.peer).at(-1)?.slice(1)).toEqual(['one', 'uno', 'two', 'three']);
  await readRollout(rolloutPath);
});

test('two servers take turns with one conversation: each reads what the other has said', async () => {
  await using b = await bed(['uno', 'dos', 'tres', 'cuatro'].map((text) => ({ text })));
  await using first = await b.start();
  await using second = await b.start();
  const { conversationId, rolloutPath } = await first.request<Revived>('newConversation', {});
  const subscription = async (server: typeof first) => (await listen(server, conversationId)).subscriptionId;
  const leave = (server: typeof first, subscriptionId: string) =>
    server.request('removeConversationListener', { subscriptionId });
  let mine = await subscription(first);
  await turn(first, conversationId, 'one');
  await leave(first, mine);
  await second.request('resumeConversation', { path: rolloutPath });
  const theirs = await subscription(second);
  await turn(second, conversationId, 'two');
  // The first one still has the conversation in memory, and may not write to it now: the second one does it.
  await say(first, conversationId, 'three');
  await second.next((m) => JSON.stringify(m).includes('"tres"'));
  await second.next('task_complete');
  await leave(second, theirs);
  mine = await subscription(first);
  await turn(first, conversationId, 'four');
  expect(asked(b.peer).at(-1)?.slice(1)).toEqual(['one', 'uno', 'two', 'dos', 'three', 'tres', 'four']);
});

test('a removed rollout of a loaded conversation is written again, and clients get a notice (C52)', async () => {
  await using b = await bed(['uno', 'dos', 'tres'].map((text) => ({ text })));
  await using server = await b.start();
  const { conversationId, rolloutPath } = await converse(server, ['one']);
  const before = readFileSync(rolloutPath, 'utf8');
  rmSync(join(b.home, 'sessions'), { recursive: true });
  await turn(server, conversationId, 'two');
  expect(readFileSync(rolloutPath, 'utf8').startsWith(before)).toBe(true);
  expect(server.received('turnwire/diagnostics').map((m) => m.params)).toEqual([
    {
      level: 'warning',
      message: 'The rollout was gone and has been written again.',
      conversationId,
      error: { code: 'io_error', reason: 'no such file', path: rolloutPath },
    },
  ]);
  const revived = await server.request<Revived>('resumeConversation', { conversationId });
  expect(spoken(revived)).toEqual(['one', 'uno', 'two', 'dos']);
  rmSync(rolloutPath);
  await turn(server, conversationId, 'three');
  await server.request('archiveConversation', { conversationId, rolloutPath });
});

test('a conversation whose rollout is gone is joined all the same', async () => {
  await using b = await bed([{ text: 'uno' }]);
  await using server = await b.start();
  const { conversationId, rolloutPath } = await converse(server, ['one']);
  rmSync(rolloutPath);
  expect(spoken(await server.request<Revived>('resumeConversation', { conversationId }))).toEqual(['one', 'uno']);
  expect(existsSync(rolloutPath)).toBe(true);
});

test('a server that ends gives back what it had', async () => {
  await using b = await bed([halfway()]);
  const first = await b.start();
  const { conversationId } = await converse(first, []);
  await say(first, conversationId, 'one');
  await first.next('agent_message_delta');
  first.closeInput();
  await first.exit;
  await using second = await b.start();
  const revived = await second.request<Revived>('resumeConversation', { conversationId });
  expect(revived.initialMessages.at(-1)).toEqual({ type: 'turn_aborted', reason: 'interrupted' });
});

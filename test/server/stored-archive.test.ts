import { existsSync, readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import * as r from '../store/rollouts.js';
import { outline, readRollout } from '../support/rollout.js';
import { bed, converse, listen, type Revived, say, turn } from './stored.js';

const HALF = { text: 'halfway', deltas: ['half', 'way'], wire: { pauseAfter: 'response.output_text.delta' } };

test('a running turn is ended first, its listener gets the end, and all of it takes less than a second (C29, C32)', async () => {
  await using b = await bed([HALF]);
  await using server = await b.start();
  const { conversationId, rolloutPath } = await converse(server, []);
  await say(server, conversationId, 'hi');
  await server.next('agent_message_delta');
  const began = performance.now();
  const reply = await server.call('archiveConversation', { conversationId, rolloutPath });
  expect(reply.result).toEqual({});
  expect(performance.now() - began).toBeLessThan(1000);
  const kinds = server
    .received()
    .slice(-3)
    .map((m) => m.method ?? 'reply');
  expect(kinds).toEqual(['codex/event/turn_aborted', 'codex/event/shutdown_complete', 'reply']);
  const archived = join(b.home, 'archived_sessions', basename(rolloutPath));
  expect(outline(await readRollout(archived)).at(-1)).toBe('event_msg turn_aborted');
  expect(existsSync(rolloutPath)).toBe(false);
  expect(await server.refused('sendUserMessage', { conversationId, items: [] })).toMatchObject({
    data: { code: 'conversation_not_found' },
  });
  expect(await server.request('listConversations', {})).toEqual({ items: [] });
  expect(readdirSync(join(b.home, 'turnwire/leases'))).toEqual([]);
});

test('what is archived can be resumed where it lies, and not be archived again', async () => {
  await using b = await bed([{ text: 'yes' }]);
  const rolloutPath = await b.put('2025-01-01T00-00-00', r.idOf(1), r.small(r.idOf(1)));
  await using server = await b.start();
  await server.request('archiveConversation', { conversationId: r.idOf(1), rolloutPath });
  const path = join(b.home, 'archived_sessions', basename(rolloutPath));
  await server.request('resumeConversation', { path });
  await listen(server, r.idOf(1));
  await turn(server, r.idOf(1), 'still there?');
  const items = (await readRollout(path)).filter(({ type }) => type === 'response_item');
  expect(items.at(-1)?.payload).toMatchObject({ role: 'assistant' });
  for (const again of [path, rolloutPath]) {
    const params = { conversationId: r.idOf(1), rolloutPath: again };
    expect(await server.refused('archiveConversation', params)).toMatchObject({
      code: -32600,
      message: `rollout path \`${again}\` must be in sessions directory`,
    });
  }
});

test('the folder of sessions may be a link; a folder with the name of a rollout is refused (C44)', async () => {
  await using b = await bed();
  const rolloutPath = await b.put('2025-01-01T00-00-00', r.idOf(1), r.small(r.idOf(1)));
  renameSync(join(b.home, 'sessions'), join(b.home, 'elsewhere'));
  symlinkSync(join(b.home, 'elsewhere'), join(b.home, 'sessions'));
  await b.put('2025-01-01T00-00-00', 'x.jsonl/y', 'z');
  await using server = await b.start();
  const folder = r.pathOf(b.home, '2025-01-01T00-00-00', 'x');
  expect(await server.refused('archiveConversation', { conversationId: r.idOf(1), rolloutPath: folder })).toMatchObject(
    {
      data: { code: 'rollout_outside_sessions' },
    },
  );
  const wrong = { conversationId: r.idOf(2), rolloutPath };
  expect(await server.refused('archiveConversation', wrong)).toMatchObject({ data: { code: 'rollout_mismatch' } });
  await server.request('archiveConversation', { conversationId: r.idOf(1), rolloutPath });
  expect(readdirSync(join(b.home, 'archived_sessions'))).toEqual([basename(rolloutPath)]);
});

test('a closed conversation is out of memory and free for others; its file is as it was', async () => {
  await using b = await bed([{ text: 'yes' }, { text: 'again' }]);
  await using server = await b.start();
  const { conversationId, rolloutPath } = await converse(server, ['hi']);
  const before = readFileSync(rolloutPath, 'utf8');
  await using other = await b.start();
  await other.request<Revived>('resumeConversation', { conversationId });
  expect(await server.request('turnwire/closeConversation', { conversationId })).toEqual({});
  expect(server.received('shutdown_complete')).toHaveLength(1);
  expect(readFileSync(rolloutPath, 'utf8')).toBe(before);
  expect(await server.refused('turnwire/closeConversation', { conversationId })).toMatchObject({
    data: { code: 'conversation_not_found', id: conversationId },
  });
  await other.request<Revived>('resumeConversation', { conversationId });
  await listen(other, conversationId);
  await turn(other, conversationId, 'here');
  // The other server does it, and its client gets the event, over its own pipe.
  expect(await server.request('archiveConversation', { conversationId, rolloutPath })).toEqual({});
  await expect.poll(() => other.received('shutdown_complete')).toHaveLength(1);
});

test('closing ends a running turn', async () => {
  await using b = await bed([HALF]);
  await using server = await b.start();
  const { conversationId, rolloutPath } = await converse(server, []);
  await say(server, conversationId, 'hi');
  await server.next('agent_message_delta');
  await server.request('turnwire/closeConversation', { conversationId });
  expect(server.received('turn_aborted')).toHaveLength(1);
  expect(outline(await readRollout(rolloutPath)).at(-1)).toBe('event_msg turn_aborted');
});

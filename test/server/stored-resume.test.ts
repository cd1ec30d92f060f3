import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { expect, test } from 'vitest';
import * as r from '../store/rollouts.js';
import { readRollout } from '../support/rollout.js';
import { until } from '../support/until.js';
import { asked, bed, contextsIn, converse, listen, type Revived, say, spoken, turn } from './stored.js';

const ID = r.idOf(1);
const TIME = '2025-01-01T00-00-00';
const PAST = [
  r.meta(ID, { cwd: '/recorded' }),
  r.context(),
  ...r.said('one'),
  r.turnContext({ effort: 'high', summary: 'detailed' }),
  ...r.answered('uno'),
  r.tokens(100),
];

/** A configuration that allows what these rollouts say (C284). */
const AS_RECORDED = { args: ['-c', 'approval_policy=never', '-c', 'sandbox_mode=danger-full-access'] };

test('a conversation continues in its own file, with the settings and totals of its last turn (C39; C132)', async () => {
  await using b = await bed([{ text: 'dos', usage: { input: 7, output: 0 } }]);
  const path = await b.put(TIME, ID, PAST);
  const before = readFileSync(path, 'utf8');
  await using server = await b.start(AS_RECORDED);
  const revived = await server.request<Revived>('resumeConversation', { path });
  expect(revived).toMatchObject({ conversationId: ID, model: 'recorded-model', rolloutPath: path });
  expect(spoken(revived)).toEqual(['one', 'uno']);
  expect(readFileSync(path, 'utf8')).toBe(before);
  await listen(server, ID);
  await turn(server, ID, 'two');
  expect(asked(b.peer)).toEqual([
    [r.ENVIRONMENT, 'one', 'uno', expect.stringContaining('<cwd>/recorded</cwd>'), 'two'],
  ]);
  expect(readFileSync(path, 'utf8').startsWith(before)).toBe(true);
  const lines = await readRollout(path);
  expect(lines.findLast((line) => line.type === 'turn_context')?.payload).toEqual({
    turn_id: expect.any(String),
    cwd: '/recorded',
    approval_policy: 'never',
    sandbox_policy: { mode: 'danger-full-access', type: 'danger-full-access' },
    model: 'recorded-model',
    effort: 'high',
    summary: 'detailed',
  });
  const counts = server.received('token_count').map((m) => (m.params as { msg: { info: unknown } }).msg.info);
  expect(
    counts.map((info) => (info as { total_token_usage: { total_tokens: number } }).total_token_usage.total_tokens),
  ).toEqual([100, 107]);
});

test('what the client asks for wins over what was recorded', async () => {
  await using b = await bed([{ text: 'dos' }]);
  const path = await b.put(TIME, ID, PAST);
  await using server = await b.start();
  const overrides = { model: 'other', cwd: b.home, approvalPolicy: 'untrusted', sandbox: 'read-only' };
  expect(await server.request('resumeConversation', { path, overrides })).toMatchObject({ model: 'other' });
  await listen(server, ID);
  await turn(server, ID, 'two');
  const { payload } = (await readRollout(path)).findLast((line) => line.type === 'turn_context') ?? {};
  expect(payload).toMatchObject({
    model: 'other',
    cwd: b.home,
    approval_policy: 'untrusted',
    sandbox_policy: { mode: 'read-only' },
    effort: 'high',
  });
});

test('a conversation is found by its id, in any spelling, and by a relative path', async () => {
  await using b = await bed();
  const path = await b.put(TIME, ID, PAST);
  await using server = await b.start();
  const conversationId = ID.replaceAll('-', '').toUpperCase();
  expect(await server.request('resumeConversation', { conversationId })).toMatchObject({ conversationId: ID });
  await server.request('turnwire/closeConversation', { conversationId: ID });
  const byPath = await server.request('resumeConversation', { path: relative(server.work, path) });
  expect(byPath).toMatchObject({ conversationId: ID });
  expect(await server.refused('resumeConversation', { conversationId: r.idOf(2) })).toMatchObject({
    code: -32600,
    data: { code: 'rollout_not_found', id: r.idOf(2) },
  });
});

test('pictures without words are part of the history, contexts are not (C42)', async () => {
  await using b = await bed();
  const forged = r.line('event_msg', { type: 'user_message', message: 'x', kind: 'environment_context' });
  const path = await b.put(TIME, ID, [r.meta(ID), r.context(), forged, ...r.showed(), ...r.answered('nice')]);
  await using server = await b.start();
  const revived = await server.request<Revived>('resumeConversation', { path });
  expect(revived.initialMessages).toMatchObject([{ type: 'user_message', images: ['data:image/png;base64,AA=='] }, {}]);
  const configured = server.received('sessionConfigured').at(-1)?.params as { initialMessages: unknown[] };
  expect(configured.initialMessages).toHaveLength(3);
});

test('faults of a file are repaired in memory, left in the file, and reported (C41)', async () => {
  await using b = await bed([{ text: 'dos' }]);
  const content = `\ufeff${r.text([...PAST.slice(0, -1), r.line('of_the_future', {}), 'garbage', r.called('k')])}{"times`;
  const path = await b.put(TIME, ID, content);
  await using server = await b.start(AS_RECORDED);
  const revived = await server.request<Revived>('resumeConversation', { path });
  expect(spoken(revived)).toEqual(['one', 'uno']);
  await listen(server, ID);
  await turn(server, ID, 'two');
  const told = server.received('turnwire/diagnostics').map((m) => m.params);
  expect(told).toEqual(
    [
      'The last line was cut off and is left out.',
      '1 lines are not JSON and are left out.',
      '1 lines are of a kind that this version does not know; they are kept in the file.',
      '1 tool calls without an output count as aborted.',
    ].map((message) => ({ level: 'warning', message, conversationId: ID })),
  );
  const input = b.peer.requests[0]?.body.input ?? [];
  expect(input.find((item) => item.type === 'function_call_output')).toMatchObject({
    call_id: 'k',
    output: 'aborted: the call was cut off, and its outcome is unknown',
  });
  const after = readFileSync(path, 'utf8');
  expect(after.startsWith(`${content}\n{"timestamp":`)).toBe(true);
  const lines = after
    .slice(content.length + 1)
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toContain('event_msg');
});

test('a file without a last newline loses nothing (C41)', async () => {
  await using b = await bed([{ text: 'dos' }]);
  const path = await b.put(TIME, ID, r.text(PAST).trimEnd());
  await using server = await b.start(AS_RECORDED);
  await server.request('resumeConversation', { path });
  await listen(server, ID);
  await turn(server, ID, 'two');
  await server.request('turnwire/closeConversation', { conversationId: ID });
  expect(spoken(await server.request<Revived>('resumeConversation', { path }))).toEqual(['one', 'uno', 'two', 'dos']);
  expect(server.received('turnwire/diagnostics')).toEqual([]);
});

test('a loaded conversation is joined: its listener stays and its turn continues in the same file (C40)', async () => {
  await using b = await bed([
    { text: 'uno' },
    { text: 'dos', wire: { pauseBefore: 'response.completed' } },
    { text: 'tres' },
  ]);
  await using server = await b.start();
  const { conversationId, rolloutPath } = await converse(server, ['one']);
  await say(server, conversationId, 'two');
  await b.peer.paused();
  const copy = await b.put(TIME, ID, readFileSync(rolloutPath, 'utf8').replaceAll('"one"', '"another"'));
  for (const at of [{ path: rolloutPath }, { conversationId }, { path: copy }]) {
    const joined = await server.request<Revived>('resumeConversation', at);
    expect(joined).toMatchObject({ conversationId, rolloutPath });
    expect(spoken(joined).slice(0, 3)).toEqual(['one', 'uno', 'two']);
  }
  b.peer.release();
  await server.next((m) => m.method === 'codex/event/task_complete');
  await turn(server, conversationId, 'three');
  expect(server.received('task_complete')).toHaveLength(3);
  expect(asked(b.peer).at(-1)?.slice(1)).toEqual(['one', 'uno', 'two', 'dos', 'three']);
  const users = (await readRollout(rolloutPath)).filter((line) => line.payload.type === 'user_message');
  expect(users).toHaveLength(3);
});

test('a client that joins gets everything once: the past with the reply, the rest as events', async () => {
  await using b = await bed([
    { text: 'uno' },
    { text: 'dos', deltas: ['do', 's'], wire: { pauseAfter: 'response.output_text.delta' } },
  ]);
  await using server = await b.start();
  const { conversationId, rolloutPath } = await server.request<Revived>('newConversation', {});
  await say(server, conversationId, 'one');
  await until('the first turn', () => readFileSync(rolloutPath, 'utf8').includes('output_text'));
  await say(server, conversationId, 'two');
  await b.peer.paused();
  const joined = await server.request<Revived>('resumeConversation', { conversationId });
  expect(spoken(joined)).toEqual(['one', 'uno', 'two']);
  await listen(server, conversationId);
  b.peer.release();
  await server.next('task_complete');
  expect(server.received('agent_message').map((m) => (m.params as { msg: unknown }).msg)).toEqual([
    { type: 'agent_message', message: 'dos' },
  ]);
});

test('a history from a client becomes a new conversation that begins with it', async () => {
  await using b = await bed([{ text: 'dos' }]);
  await using server = await b.start();
  const items = [r.context(), ...r.said('one'), ...r.showed(), ...r.answered('uno'), r.called('k'), r.outputOf('x')]
    .map((line) => JSON.parse(line) as { type: string; payload: unknown })
    .flatMap((line) => (line.type === 'response_item' ? [line.payload] : []));
  const revived = await server.request<Revived>('resumeConversation', { history: items, overrides: { model: 'm' } });
  expect(revived.model).toBe('m');
  expect(revived.initialMessages).toMatchObject([
    { message: 'one', kind: 'plain' },
    { type: 'user_message', images: [expect.any(String)] },
    { message: 'uno' },
  ]);
  await listen(server, revived.conversationId);
  await turn(server, revived.conversationId, 'two');
  const input = b.peer.requests[0]?.body.input ?? [];
  expect(input.map((item) => item.type).filter((type) => type !== 'message')).toEqual([
    'function_call',
    'function_call_output',
  ]);
  // The old surroundings and those of now, not those of now twice.
  expect(contextsIn(asked(b.peer)[0] ?? [])).toBe(2);
  const { items: listed } = await server.request<{ items: object[] }>('listConversations', {});
  expect(listed).toMatchObject([{ conversationId: revived.conversationId, preview: 'one' }]);
});

test('what cannot be resumed says why', async () => {
  await using b = await bed();
  await using server = await b.start();
  const file = (n: number, content: string) => b.put(`2025-01-01T00-00-0${n}`, r.idOf(n), content);
  const why = async (path: string) => {
    const { code, message, data } = await server.refused('resumeConversation', { path });
    return [code, message, data?.code];
  };
  expect(await why(await file(1, ''))).toEqual([
    -32603,
    'error resuming conversation: empty session file',
    'rollout_invalid',
  ]);
  expect(await why(await file(2, r.text(r.said('x'))))).toEqual([
    -32603,
    'error resuming conversation: failed to parse conversation ID from rollout file',
    'rollout_invalid',
  ]);
  expect(await why(b.home)).toEqual([
    -32603,
    'error resuming conversation: it is not a regular file',
    'rollout_unreadable',
  ]);
  expect(await why(`${b.home}/none`)).toEqual([-32603, expect.stringMatching(/ENOENT/), 'rollout_unreadable']);
  expect(await server.refused('resumeConversation', {})).toMatchObject({ code: -32600, data: { path: 'params.path' } });
  const path = await file(3, r.text(PAST));
  const { message } = await server.refused('resumeConversation', { path, overrides: { profile: 'none' } });
  expect(message).toMatch(/^error deriving config: /);
});

test('lines that another program has added without asking are read before the next turn', async () => {
  await using b = await bed([{ text: 'dos' }]);
  const path = await b.put(TIME, ID, PAST);
  await using server = await b.start();
  await server.request('resumeConversation', { path });
  await listen(server, ID);
  writeFileSync(path, r.text([...r.said('meanwhile'), ...r.answered('sí')]), { flag: 'a' });
  await turn(server, ID, 'two');
  expect(asked(b.peer)[0]).toEqual(expect.arrayContaining(['one', 'uno', 'meanwhile', 'sí', 'two']));
});

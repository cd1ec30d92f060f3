import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Turn } from '../../../generated-types/v2/index.js';
import type { Message } from '../../support/exchange.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, methods, received, threadSession, turnCompleted } from './session.js';

const shell = (command: string, callId: string) => ({
  name: 'shell',
  args: { command: ['bash', '-c', command] },
  callId,
});
interface Loaded {
  readonly thread: { readonly id: string; readonly turns: readonly Turn[] };
}

const ASKING = { model: 'gpt-5', approvalPolicy: 'untrusted' };

describe('requests', () => {
  test('need initialize first', async () => {
    await using server = await startServer();
    expect(await server.refused('thread/start', {})).toMatchObject({ code: -32600, message: 'Not initialized' });
  });

  test('that are experimental need the capability', async () => {
    await using server = await startServer();
    await server.request('initialize', { clientInfo: INITIALIZE.clientInfo });
    const { message } = await server.refused('thread/start', { dynamicTools: [] });
    expect(message).toBe('thread/start.dynamicTools requires experimentalApi capability');
    await server.request('thread/start', { dynamicTools: null, experimentalRawEvents: false });
  });

  test.each<[string, unknown]>([
    ['no params at all', undefined],
    ['null for params', null],
    ['unknown members', { whatever: 1 }],
    ['null for every member', { model: null, cwd: null, config: null, dynamicTools: null, sandbox: null }],
    ['the policy of older clients', { approvalPolicy: 'on-failure' }],
    [
      'a granular policy',
      { approvalPolicy: { granular: { sandbox_approval: false, rules: true, mcp_elicitations: true } } },
    ],
    ['a built-in profile', { permissions: ':read-only' }],
  ])('take %s', async (_, params) => {
    await using server = await startServer();
    await server.request('initialize', INITIALIZE);
    const { thread } = await server.request<{ thread: { id: string } }>('thread/start', params);
    expect(thread.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each<[string, string, object, string]>([
    ['a turn', 'turn/start', { input: [] }, 'thread not found: T'],
    ['an interrupt', 'turn/interrupt', { turnId: 'x' }, 'thread not found: T'],
    ['a read', 'thread/read', {}, 'thread not loaded: T'],
    ['a resume', 'thread/resume', {}, 'no rollout found for thread id T'],
    ['the archive', 'thread/archive', {}, 'no rollout found for thread id T'],
  ])('refuse an unknown thread to %s', async (_, method, params, text) => {
    await using server = await startServer();
    await server.request('initialize', INITIALIZE);
    const threadId = '0199aaaa-0000-7000-8000-000000000000';
    const { message } = await server.refused(method, { threadId, ...params });
    expect(message).toBe(text.replace('T', threadId));
  });

  test('refuse two ways to name a sandbox, and a provider that is not configured', async () => {
    await using server = await startServer();
    await server.request('initialize', INITIALIZE);
    const both = await server.refused('thread/start', { sandbox: 'read-only', permissions: ':workspace' });
    expect(both.message).toBe('`permissions` cannot be combined with `sandbox`');
    const unknown = await server.refused('thread/start', { modelProvider: 'nope' });
    expect(unknown.message).toBe('failed to load configuration: Model provider `nope` not found');
  });
});

describe('a turn', () => {
  test('is notified after its reply, with a status before its start and before its end', async () => {
    await using s = await threadSession({ replies: [{ text: 'Hello.' }] });
    const from = s.server.lines.length;
    const turn = await s.turn('hi');
    const lines = s.server.lines.slice(from).filter(({ from: side }) => side === 'server');
    expect(lines.map(({ message }) => message.method ?? 'reply')).toEqual([
      'reply',
      'thread/status/changed',
      'turn/started',
      'item/started',
      'item/completed',
      'item/started',
      'item/agentMessage/delta',
      'item/completed',
      'thread/tokenUsage/updated',
      'account/rateLimits/updated',
      'thread/status/changed',
      'turn/completed',
    ]);
    expect(turn).toMatchObject({ status: 'completed', itemsView: 'summary', items: [{ text: 'Hello.' }] });
    for (const { message } of lines.slice(1)) expect(message).toMatchObject({ emittedAtMs: expect.any(Number) });
  });

  test('takes input while it runs, which comes back as an item of it', async () => {
    await using s = await threadSession({
      replies: [{ text: 'one', calls: [shell('sleep 0.2', 'c')] }, { text: 'two' }],
      params: { model: 'gpt-5' },
    });
    const { turn } = await s.start();
    await s.server.until('the command', () => methods(s.server).includes('item/started'));
    const input = [{ type: 'text', text: 'and this' }];
    const steered = { threadId: s.threadId, expectedTurnId: turn.id, input, clientUserMessageId: 'mine' };
    expect(await s.server.request('turn/steer', steered)).toEqual({ turnId: turn.id });
    await turnCompleted(s.server, turn.id);
    const said = received(s.server).filter(({ method }) => method === 'item/completed');
    expect(said.map(({ params }) => params)).toContainEqual(
      expect.objectContaining({
        turnId: turn.id,
        item: expect.objectContaining({ type: 'userMessage', clientId: 'mine' }),
      }),
    );
    expect(s.peer.requests).toHaveLength(2);
  });

  test('refuses input for a turn that does not run', async () => {
    await using s = await threadSession({ replies: [{ text: 'one', wire: { pauseBefore: 'response.completed' } }] });
    const steer = (expectedTurnId: string, input: object[] = [{ type: 'text', text: 'x' }]) =>
      s.server.refused('turn/steer', { threadId: s.threadId, expectedTurnId, input });
    expect((await steer('wrong')).message).toBe('no active turn to steer');
    const { turn } = await s.start();
    expect((await steer('wrong')).message).toBe(`expected active turn id \`wrong\` but found \`${turn.id}\``);
    expect((await steer('')).message).toBe('expectedTurnId must not be empty');
    expect((await steer(turn.id, [])).message).toBe('input must not be empty');
    s.peer.release();
    await turnCompleted(s.server, turn.id);
  });

  test('is interrupted from its reply on, and its message is kept as far as it got', async () => {
    await using s = await threadSession({
      replies: [{ text: 'halfway', deltas: ['half', 'way'], wire: { pauseAfter: 'response.output_text.delta' } }],
    });
    const { turn } = await s.start();
    await s.server.until('a delta', () => methods(s.server).includes('item/agentMessage/delta'));
    const wrong = await s.server.refused('turn/interrupt', { threadId: s.threadId, turnId: 'wrong' });
    expect(wrong.message).toBe(`expected active turn id wrong but found ${turn.id}`);
    expect(await s.server.request('turn/interrupt', { threadId: s.threadId, turnId: turn.id })).toEqual({});
    expect(await turnCompleted(s.server, turn.id)).toMatchObject({ status: 'interrupted', items: [], error: null });
    const kept = received(s.server).findLast(({ method }) => method === 'item/completed');
    expect(kept?.params).toMatchObject({ item: { type: 'agentMessage', text: 'half' } });
  });

  test('that is interrupted at once does not begin', async () => {
    // On a busy machine the model may be asked before the interrupt comes; it never answers.
    const silent = { text: 'never', wire: { pauseBefore: 'response.created', optional: true } };
    await using s = await threadSession({ replies: [silent] });
    s.server.send({
      id: 'a',
      method: 'turn/start',
      params: { threadId: s.threadId, input: [{ type: 'text', text: 'x' }] },
    });
    const { turn } = (
      await s.server.until('the reply', () => s.server.lines.find((l) => l.message.id === 'a' && l.from === 'server'))
    ).message.result as { turn: { id: string } };
    await s.server.request('turn/interrupt', { threadId: s.threadId, turnId: turn.id });
    expect(await turnCompleted(s.server, turn.id)).toMatchObject({ status: 'interrupted' });
    expect(methods(s.server).filter((method) => method === 'turn/completed')).toHaveLength(1);
  });

  test('fails with a status, an error and an end that say the same', async () => {
    const fail = { status: 400, body: { error: { message: 'no such thing' } } };
    await using s = await threadSession({ replies: [{ fail }] });
    const turn = await s.turn();
    expect(turn.status).toBe('failed');
    const [error] = received(s.server).filter(({ method }) => method === 'error');
    expect(error?.params).toMatchObject({ willRetry: false, error: turn.error });
    expect(methods(s.server).slice(-3)).toEqual(['thread/status/changed', 'error', 'turn/completed']);
  });
});

describe('a thread', () => {
  const threeTurns = () => threadSession({ replies: ['one', 'two', 'three'].map((text) => ({ text })) });

  test.each<[string, (ids: string[]) => object, number]>([
    ['whole', () => ({}), 3],
    ['through a turn', ([, second]) => ({ lastTurnId: second }), 2],
    ['before a turn', ([, second]) => ({ beforeTurnId: second }), 1],
    ['through the last turn', ([, , third]) => ({ lastTurnId: third }), 3],
  ])('is copied %s', async (_, bounds, count) => {
    await using s = await threeTurns();
    for (const text of ['a', 'b', 'c']) await s.turn(text);
    const read = await s.server.request<Loaded>('thread/read', { threadId: s.threadId, includeTurns: true });
    const ids = read.thread.turns.map(({ id }) => id);
    const from = s.server.lines.length;
    const fork = await s.server.request<Loaded>('thread/fork', { threadId: s.threadId, ...bounds(ids) });
    expect(fork.thread).toMatchObject({ forkedFromId: s.threadId, preview: 'a', status: { type: 'idle' } });
    expect(fork.thread.turns.map(({ items }) => items.length)).toEqual(Array(count).fill(2));
    await s.server.until('thread/started', () => methods(s.server).includes('thread/started'));
    const lines = s.server.lines.slice(from).filter(({ from: side }) => side === 'server');
    expect(lines[0]?.message.method).toBeUndefined();
  });

  test('is shown as far as it got to a client that joins in the middle', async () => {
    await using s = await threadSession({
      replies: [{ text: 'halfway', deltas: ['half', 'way'], wire: { pauseAfter: 'response.output_text.delta' } }],
    });
    const { threadId } = s;
    await s.start();
    await s.server.until('a delta', () => methods(s.server).includes('item/agentMessage/delta'));
    await s.server.request('thread/unsubscribe', { threadId });
    const { thread } = await s.server.request<Loaded>('thread/resume', { threadId });
    expect(thread).toMatchObject({
      status: { type: 'active' },
      turns: [{ status: 'inProgress', items: [{ type: 'userMessage' }, { type: 'agentMessage', text: 'half' }] }],
    });
    s.peer.release();
    await turnCompleted(s.server, thread.turns[0]?.id ?? '');
    const deltas = received(s.server).filter(({ method }) => method === 'item/agentMessage/delta');
    expect(deltas.map(({ params }) => (params as { delta: string }).delta)).toEqual(['half', 'way']);
  });

  test.each<[string, string, (ids: string[]) => object, number]>([
    ['two turns', 'thread/rollback', () => ({ numTurns: 2 }), 1],
    ['more turns than there are', 'thread/rollback', () => ({ numTurns: 9 }), 0],
    ['all from a turn on', 'thread/revert', ([, second]) => ({ beforeTurnId: second }), 1],
  ])('loses %s, for the model and for readers', async (_, method, params, left) => {
    await using s = await threadSession({ replies: ['one', 'two', 'three', 'four'].map((text) => ({ text })) });
    const ids = [(await s.turn('a')).id, (await s.turn('b')).id, (await s.turn('c')).id];
    const { threadId } = s;
    const { thread } = await s.server.request<Loaded>(method, { threadId, ...params(ids) });
    if (method === 'thread/rollback') expect(thread.turns).toHaveLength(left);
    const fourth = await s.turn('d');
    const expected = [...ids.slice(0, left), fourth.id];
    const read = await s.server.request<Loaded>('thread/read', { threadId, includeTurns: true });
    expect(read.thread.turns.map(({ id }) => id)).toEqual(expected);
    const said = s.peer.requests.at(-1)?.body.input.filter(({ role }) => role === 'assistant');
    expect(said).toHaveLength(left);
    expect(methods(s.server)).toContain('thread/reverted');
    // Once for each response: that fewer tokens count now is no news of the next turn.
    expect(methods(s.server).filter((name) => name === 'thread/tokenUsage/updated')).toHaveLength(4);
  });

  test('that is copied with wrong bounds is refused', async () => {
    await using s = await threadSession({ replies: [{ text: 'one' }] });
    await s.turn();
    const fork = (bounds: object) => s.server.refused('thread/fork', { threadId: s.threadId, ...bounds });
    expect((await fork({ lastTurnId: 'zz' })).message).toBe('turn not found: zz');
    expect((await fork({ beforeTurnId: 'zz' })).message).toBe('turn not found: zz');
    const both = await fork({ beforeTurnId: 'a', lastTurnId: 'b' });
    expect(both.message).toBe('`beforeTurnId` cannot be combined with `lastTurnId`');
  });

  test('can be resumed, read and copied right after its start', async () => {
    await using s = await threadSession();
    const { threadId } = s;
    for (const method of ['thread/resume', 'thread/read', 'thread/fork'])
      expect(await s.server.request(method, { threadId })).toMatchObject({ thread: { turns: [] } });
  });

  test('that is ephemeral leaves no file', async () => {
    await using s = await threadSession({ replies: [{ text: 'one' }], params: { ephemeral: true } });
    const { threadId } = s;
    expect(s.started.thread).toMatchObject({ ephemeral: true, path: null });
    expect((await s.turn()).status).toBe('completed');
    expect(existsSync(join(s.home, 'sessions'))).toBe(false);
    expect(await s.server.request('thread/read', { threadId })).toMatchObject({ thread: { ephemeral: true } });
    const turns = await s.server.refused('thread/read', { threadId, includeTurns: true });
    expect(turns.message).toBe('ephemeral threads do not support includeTurns');
    for (const method of ['thread/resume', 'thread/fork', 'thread/archive'])
      expect((await s.server.refused(method, { threadId })).message).toBe(`no rollout found for thread id ${threadId}`);
  });

  test('begins from items that a client sends', async () => {
    await using s = await threadSession();
    const content = [{ type: 'input_text', text: 'It rained.' }];
    const history = [{ type: 'message', role: 'user', content }];
    const { thread } = await s.server.request<Loaded>('thread/resume', { threadId: s.threadId, history });
    expect(thread.id).not.toBe(s.threadId);
    const bad = await s.server.refused('thread/resume', { threadId: s.threadId, history: [{ type: 'message' }] });
    expect(bad.message).toMatch(/^history\[0\] is not a valid response item: /);
  });

  test('is left and joined again; its turns continue meanwhile', async () => {
    await using s = await threadSession({ replies: [{ text: 'one' }, { text: 'two' }] });
    const { threadId } = s;
    const leave = () => s.server.request('thread/unsubscribe', { threadId });
    expect(await leave()).toEqual({ status: 'unsubscribed' });
    expect(await leave()).toEqual({ status: 'notSubscribed' });
    await s.start('alone');
    const idle = ({ method, params }: Message) =>
      method === 'thread/status/changed' && (params as { status: { type: string } }).status.type === 'idle';
    await s.server.until('the end', () => received(s.server).some(idle));
    expect(methods(s.server)).not.toContain('turn/started');
    const { thread } = await s.server.request<Loaded>('thread/resume', { threadId });
    expect(thread.turns).toMatchObject([{ status: 'completed', items: [{}, { text: 'one' }] }]);
    expect((await s.turn('again')).status).toBe('completed');
    expect(await s.server.request('thread/unsubscribe', { threadId: '0199aaaa-0000-7000-8000-000000000000' })).toEqual({
      status: 'notLoaded',
    });
  });
});

describe('approvals', () => {
  test.each<[string, object, string]>([
    ['accept', { result: { decision: 'accept' } }, 'completed'],
    ['acceptForSession', { result: { decision: 'acceptForSession' } }, 'completed'],
    [
      'a rule',
      { result: { decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: ['touch'] } } } },
      'completed',
    ],
    ['decline', { result: { decision: 'decline' } }, 'declined'],
    ['cancel', { result: { decision: 'cancel' } }, 'declined'],
    ['an error', { error: { code: -1, message: 'no' } }, 'declined'],
    ['nonsense', { result: { decision: 'perhaps' } }, 'declined'],
  ])('of a command: %s', async (decision, answer, status) => {
    await using s = await threadSession({
      replies: [{ calls: [shell('touch x', 'c')] }, ...(decision === 'cancel' ? [] : [{ text: 'done' }])],
      params: ASKING,
    });
    const { turn } = await s.start();
    const asked = await s.server.until('the request', () =>
      received(s.server).find(({ method }) => method === 'item/commandExecution/requestApproval'),
    );
    expect(asked.params).toMatchObject({ itemId: 'c', command: "bash -c 'touch x'", turnId: turn.id });
    s.server.send({ id: asked.id, ...answer });
    const ended = await turnCompleted(s.server, turn.id);
    expect(ended.status).toBe(decision === 'cancel' ? 'interrupted' : 'completed');
    const item = received(s.server).findLast(
      ({ method, params }) => method === 'item/completed' && (params as { item: { id: string } }).item.id === 'c',
    );
    expect(item?.params).toMatchObject({ item: { status } });
    const order = methods(s.server);
    expect(order.lastIndexOf('item/started')).toBeGreaterThan(0);
    expect(order).toContain('serverRequest/resolved');
  });
});

test('a summary that fails on request fails its turn', async () => {
  const fail = { status: 400, body: { error: { message: 'no' } } };
  await using s = await threadSession({ replies: [{ text: 'one' }, { fail }] });
  await s.turn();
  await s.server.request('thread/compact/start', { threadId: s.threadId });
  const ended = await s.server.until('its end', () =>
    received(s.server)
      .filter(({ method }) => method === 'turn/completed')
      .at(1),
  );
  expect(ended.params).toMatchObject({ turn: { status: 'failed', error: { message: expect.stringContaining('no') } } });
  const statuses = received(s.server).filter(({ method }) => method === 'thread/status/changed');
  expect(statuses.at(-1)?.params).toMatchObject({ status: { type: 'systemError' } });
});

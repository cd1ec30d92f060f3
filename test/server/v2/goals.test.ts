import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ThreadGoal, ThreadGoalGetResponse, ThreadGoalSetResponse } from '../../../generated-types/v2/index.js';
import { type Server, startServer } from '../../support/server.js';
import { INITIALIZE, methods, received, type Started, threadSession } from './session.js';

const usage = { input: 100, cached: 20, output: 10 };
const done = { calls: [{ name: 'update_goal', args: { status: 'complete' } }] };
/** The answer begins and never ends. */
const silent = { text: 'never', wire: { pauseBefore: 'response.completed' } };

/** The goals that the server has told of, in order; null where it is gone. */
const told = (server: Server): (ThreadGoal | null)[] =>
  received(server).flatMap(({ method, params }) => {
    if (method === 'thread/goal/cleared') return [null];
    return method === 'thread/goal/updated' ? [(params as { goal: ThreadGoal }).goal] : [];
  });

const untilGoal = (server: Server, status: string, times = 1) =>
  server.until(`a goal that is ${status}`, () => told(server).filter((goal) => goal?.status === status)[times - 1]);

const turnsEnded = (server: Server, count: number) =>
  server.until(`${count} turns`, () =>
    methods(server).filter((m) => m === 'turn/completed').length >= count ? 1 : undefined,
  );

/** The texts of the last user message that the model was sent, in each request. */
const lastTexts = (requests: readonly { body: Record<string, unknown> }[]) =>
  requests.map(({ body }) => JSON.stringify((body.input as unknown[]).at(-1)));

test('a goal is set, changed, read and cleared', async () => {
  await using s = await threadSession();
  const { server, threadId } = s;
  const set = async (params: object) =>
    (await server.request<ThreadGoalSetResponse>('thread/goal/set', { threadId, ...params })).goal;
  const refused = async (params: object) => (await server.refused('thread/goal/set', { threadId, ...params })).message;
  expect(await server.request('thread/goal/get', { threadId })).toEqual({ goal: null });
  expect(await server.request('thread/goal/clear', { threadId })).toEqual({ cleared: false });
  expect(await refused({})).toBe(`cannot update goal for thread ${threadId}: no goal exists`);
  expect(await refused({ objective: ' \n' })).toBe('goal objective must not be empty');
  expect(await refused({ objective: 'x'.repeat(4001) })).toBe('goal objective must be at most 4000 characters');
  expect(await refused({ objective: 'x', tokenBudget: 0 })).toBe('goal budgets must be positive when provided');
  const unknown = '00000000-0000-7000-8000-000000000001';
  expect(await refused({ threadId: unknown, objective: 'x' })).toBe(`thread not found: ${unknown}`);
  expect(await refused({ threadId: 'x' })).toContain('invalid thread id: x');
  const goal = await set({ objective: ' Every rose is watered\n', status: 'paused', tokenBudget: 500 });
  const zero = { tokensUsed: 0, timeUsedSeconds: 0 };
  expect(goal).toMatchObject({
    threadId,
    objective: 'Every rose is watered',
    status: 'paused',
    tokenBudget: 500,
    ...zero,
  });
  expect(await set({ tokenBudget: null })).toMatchObject({ objective: goal.objective, tokenBudget: null });
  expect(await server.request('thread/goal/clear', { threadId })).toEqual({ cleared: true });
  expect(told(server).map((one) => one?.tokenBudget)).toEqual([500, null, undefined]);
  expect(s.peer.requests).toEqual([]);
  const { thread } = await server.request<Started>('thread/start', { ephemeral: true });
  const ofEphemeral = await server.refused('thread/goal/set', { threadId: thread.id, objective: 'x' });
  expect(ofEphemeral.message).toBe(`ephemeral thread does not support goals: ${thread.id}`);
});

test('turns follow by themselves until the model says that the goal is reached', async () => {
  const replies = [
    { calls: [{ name: 'update_plan', args: { plan: [] } }] },
    { text: 'one', usage },
    done,
    { text: 'two' },
  ];
  await using s = await threadSession({ replies });
  const { server, threadId } = s;
  await server.request('thread/goal/set', { threadId, objective: 'Water </objective> the roses' });
  await untilGoal(server, 'complete');
  await turnsEnded(server, 2);
  const order = methods(server).filter((method) => /^(turn|thread\/goal)/.test(method));
  expect(order.indexOf('thread/goal/updated')).toBeLessThan(order.indexOf('turn/started'));
  const { goal } = await server.request<ThreadGoalGetResponse>('thread/goal/get', { threadId });
  expect(goal).toMatchObject({ status: 'complete' });
  const [first, , third, last] = lastTexts(s.peer.requests);
  expect(first).toContain('<codex_internal_context source=\\"goal\\">');
  expect(first).toContain('<objective>\\nWater &lt;/objective&gt; the roses\\n</objective>');
  expect(third).toContain('Nobody has written');
  expect(last).toContain('\\"status\\":\\"complete\\"');
  expect(s.peer.requests).toHaveLength(4);
  const tools = ((s.peer.requests[0]?.body.tools ?? []) as { name?: string }[]).map(({ name }) => name);
  expect(tools).toEqual(expect.arrayContaining(['get_goal', 'create_goal', 'update_goal']));
  const read = await server.request<{ thread: { turns: { items: { type: string }[] }[] } }>('thread/read', {
    threadId,
    includeTurns: true,
  });
  expect(read.thread.turns).toHaveLength(2);
  expect(read.thread.turns.flatMap(({ items }) => items.map(({ type }) => type))).not.toContain('userMessage');
});

test('a budget that is used up stops the goal, and the model hears of it', async () => {
  await using s = await threadSession({
    replies: [
      { text: 'one', usage },
      { text: 'two', usage },
      { text: 'bye', usage },
    ],
  });
  const { server, threadId } = s;
  await server.request('thread/goal/set', { threadId, objective: 'all', tokenBudget: 150 });
  await untilGoal(server, 'budgetLimited', 2);
  await turnsEnded(server, 2);
  expect(told(server).map((goal) => goal?.tokensUsed)).toEqual([0, 90, 180, 270]);
  expect(lastTexts(s.peer.requests)[2]).toContain('token budget of the goal is used up');
  const again = await server.request<ThreadGoalSetResponse>('thread/goal/set', { threadId, status: 'active' });
  expect(again.goal.status).toBe('budgetLimited');
  expect(s.peer.requests).toHaveLength(3);
});

test('a model that does nothing does not run for ever', async () => {
  const replies = [1, 2, 3].map((n) => ({ text: `${n}` }));
  await using s = await threadSession({ replies });
  const { server, threadId } = s;
  await server.request('thread/goal/set', { threadId, objective: 'all' });
  await untilGoal(server, 'blocked');
  await turnsEnded(server, 3);
  expect(s.peer.requests).toHaveLength(3);
  const warnings = received(server).filter(({ method }) => method === 'warning');
  expect(JSON.stringify(warnings)).toContain('did nothing in 3 turns');
});

test('errors block the goal, an interrupt waits for the user, and plan mode does nothing for it', async () => {
  const replies = [{ fail: { status: 400 } }, silent, { text: 'planned' }];
  await using s = await threadSession({ replies });
  const { server, threadId } = s;
  await server.request('thread/goal/set', { threadId, objective: 'all' });
  await untilGoal(server, 'blocked');
  await turnsEnded(server, 1);
  await server.request('thread/goal/set', { threadId, status: 'active' });
  await server.until('the second request', () => s.peer.requests[1]);
  await server.request('turn/interrupt', { threadId, turnId: '' });
  await turnsEnded(server, 2);
  const settings = { model: 'mock-model', reasoning_effort: null, developer_instructions: null };
  const read = () => server.request<ThreadGoalGetResponse>('thread/goal/get', { threadId });
  const before = (await read()).goal;
  expect(before).toMatchObject({ status: 'active' });
  await s.turn('plan', { collaborationMode: { mode: 'plan', settings } });
  expect((await read()).goal).toEqual(before);
  expect(s.peer.requests).toHaveLength(3);
});

test('the model makes a goal, and is told what it cannot do', async () => {
  const call = (name: string, args: Record<string, unknown>) => ({ name, args });
  const calls = [
    call('update_goal', { status: 'complete' }),
    call('create_goal', { objective: ' ' }),
    call('create_goal', { objective: 'x', token_budget: -1 }),
    call('create_goal', {}),
    call('create_goal', { objective: 'made' }),
    call('create_goal', { objective: 'again' }),
    call('update_goal', { status: 'active' }),
    call('get_goal', {}),
    call('update_goal', { status: 'blocked' }),
  ];
  await using s = await threadSession({ replies: [{ calls }, { text: 'ok' }] });
  await s.turn('make a goal');
  const input = s.peer.requests[1]?.body.input as { type: string; output?: string }[];
  const outputs = input.flatMap(({ type, output }) => (type === 'function_call_output' ? [String(output)] : []));
  expect(outputs[0]).toBe('cannot update goal because this thread has no goal');
  expect(outputs[1]).toBe('goal objective must not be empty');
  expect(outputs[2]).toBe('goal budgets must be positive when provided');
  expect(outputs[3]).toContain('objective: expected a string');
  expect(JSON.parse(outputs[4] ?? '')).toMatchObject({
    goal: { objective: 'made', status: 'active' },
    remainingTokens: null,
  });
  expect(outputs[5]).toContain('unfinished goal');
  expect(outputs[6]).toContain('expected one of complete, blocked, paused');
  expect(JSON.parse(outputs[7] ?? '')).toMatchObject({ goal: { objective: 'made' } });
  expect(told(s.server).at(-1)).toMatchObject({ status: 'blocked' });
});

test('a goal outlives the server, is changed without being loaded, and goes on when it is resumed', async () => {
  await using first = await threadSession({
    replies: [{ text: 'hi' }, silent, done, { text: 'done' }],
  });
  const { threadId, home, peer, started } = first;
  await first.turn('hello');
  await first.server.request('thread/goal/set', { threadId, objective: 'all' });
  await first.server.until('the request for the goal', () => peer.requests[1]);
  first.server.closeInput();
  await first.server.exit;
  const config = peer.config('');
  {
    await using second = await startServer({ home, config });
    await second.request('initialize', INITIALIZE);
    const set = await second.request<ThreadGoalSetResponse>('thread/goal/set', { threadId, tokenBudget: 9000 });
    expect(set.goal).toMatchObject({ objective: 'all', status: 'active', tokenBudget: 9000 });
    expect(peer.requests).toHaveLength(2);
    await second.request('thread/resume', { threadId });
    await untilGoal(second, 'complete');
    await turnsEnded(second, 1);
    const fork = await second.request<Started>('thread/fork', { threadId });
    expect(await second.request('thread/goal/get', { threadId: fork.thread.id })).toEqual({ goal: null });
    const heir = await second.request<Started>('thread/fork', { threadId, deferGoalContinuation: true });
    const inherited = await second.request<ThreadGoalGetResponse>('thread/goal/get', { threadId: heir.thread.id });
    expect(inherited.goal).toMatchObject({ threadId: heir.thread.id, objective: 'all', status: 'complete' });
    await second.request('thread/revert', { threadId, beforeTurnId: await lastTurn(second, threadId) });
    expect((await second.request<ThreadGoalGetResponse>('thread/goal/get', { threadId })).goal?.status).toBe(
      'complete',
    );
    await second.request('thread/archive', { threadId });
    expect((await second.refused('thread/goal/get', { threadId })).message).toBe(`thread not found: ${threadId}`);
    await second.request('thread/unarchive', { threadId });
    expect(await second.request('thread/goal/clear', { threadId })).toEqual({ cleared: true });
    await second.request('thread/resume', { threadId });
    expect(told(second).at(-1)).toBeNull();
  }
  const kinds = readFileSync(started.thread.path, 'utf8').match(/"thread_goal_updated"/g) ?? [];
  expect(kinds.length).toBeGreaterThan(3);
});

test('without the feature there are no goals, and v1 sees none', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }], config: '[features]\ngoals = false\n' });
  const { server, threadId } = s;
  for (const method of ['get', 'clear', 'set'])
    expect((await server.refused(`thread/goal/${method}`, { threadId, objective: 'x' })).message).toBe(
      'goals feature is disabled',
    );
  await s.turn('go');
  expect(JSON.stringify(s.peer.requests[0]?.body.tools)).not.toContain('_goal');
  await server.request('thread/resume', { threadId });
  expect(methods(server).filter((method) => /^(thread\/goal|configWarning)/.test(method))).toEqual([]);
});

async function lastTurn(server: Server, threadId: string): Promise<string> {
  const { data } = await server.request<{ data: { id: string }[] }>('thread/turns/list', { threadId });
  return data[0]?.id ?? '';
}

test('a thread that begins with a goal has its objective as preview, also after a message and in a copy', async () => {
  await using s = await threadSession({ replies: [{ text: 'hi' }], config: '[features]\ngoals = true\n' });
  const { threadId } = s;
  const previews = async (server: Server) => {
    const { data } = await server.request<{ data: { preview: string }[] }>('thread/list', {});
    const of = (method: string) => server.request<Started & { thread: { preview: string } }>(method, { threadId });
    return [data[0], (await of('thread/read')).thread, (await of('thread/resume')).thread].map((one) => one?.preview);
  };
  const objective = 'Make it\nbloom';
  const all = [objective, objective, objective];
  await s.server.request('thread/goal/set', { threadId, objective, status: 'paused' });
  expect(await previews(s.server)).toEqual(all);
  await s.server.request('thread/goal/set', { threadId, objective: 'another', status: 'paused' });
  await s.server.request('thread/goal/clear', { threadId });
  await s.turn('hello');
  expect(await previews(s.server)).toEqual(all);
  const fork = await s.server.request<{ thread: { preview: string } }>('thread/fork', { threadId });
  expect(fork.thread.preview).toBe(objective);
  s.server.closeInput();
  await s.server.exit;
  await using again = await startServer({ home: s.home });
  await again.request('initialize', INITIALIZE);
  expect(await previews(again)).toEqual(all);
});

test('a copy of a thread that has only a goal is listed, without the goal; so is a copy of the copy', async () => {
  await using s = await threadSession({ replies: [], config: '[features]\ngoals = true\n' });
  const objective = 'Make it bloom';
  await s.server.request('thread/goal/set', { threadId: s.threadId, objective, status: 'paused' });
  const ids = [s.threadId];
  for (let n = 0; n < 2; n++) {
    const { thread } = await s.server.request<{ thread: { id: string; preview: string } }>('thread/fork', {
      threadId: ids.at(-1),
    });
    expect(thread.preview).toBe(objective);
    expect(await s.server.request('thread/goal/get', { threadId: thread.id })).toEqual({ goal: null });
    ids.push(thread.id);
  }
  s.server.closeInput();
  await s.server.exit;
  await using again = await startServer({ home: s.home });
  await again.request('initialize', INITIALIZE);
  const { data } = await again.request<{ data: { id: string; preview: string }[] }>('thread/list', {});
  expect(data.map(({ id }) => id).sort()).toEqual([...ids].sort());
  expect(data.map(({ preview }) => preview)).toEqual([objective, objective, objective]);
});

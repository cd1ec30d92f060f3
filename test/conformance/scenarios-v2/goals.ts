import type { ThreadClient } from '../v2/client.js';
import type { ThreadScenario } from '../v2/scenario.js';

const goal = (client: ThreadClient, params: object) =>
  client.call('thread/goal/set', { threadId: client.threadId, ...params });
const done = { calls: [{ name: 'update_goal', args: { status: 'complete' } }] };
const usage = { input: 100, cached: 20, output: 10 };

export default [
  {
    name: 'v2 goals: set, changed, read and cleared',
    async steps(client) {
      await client.begin();
      const { threadId } = client;
      await client.call('thread/goal/get', { threadId });
      await client.call('thread/goal/clear', { threadId });
      await goal(client, { objective: ' water the roses ', status: 'paused', tokenBudget: 500 });
      await client.told('thread/goal/updated');
      await goal(client, { tokenBudget: null });
      await client.told('thread/goal/updated', 2);
      await goal(client, { objective: 'water the tulips' });
      await client.told('thread/goal/updated', 3);
      await client.call('thread/goal/get', { threadId });
      await client.call('thread/goal/clear', { threadId });
      await client.told('thread/goal/cleared');
    },
  },
  {
    name: 'v2 goals: what is refused',
    async steps(client) {
      await client.begin();
      await goal(client, {});
      await goal(client, { status: 'active' });
      await goal(client, { objective: '  ' });
      await goal(client, { objective: 'x'.repeat(4001) });
      await goal(client, { objective: 'x', tokenBudget: 0 });
      await goal(client, { objective: 'x', tokenBudget: -5 });
      await goal(client, { threadId: client.unknownThread, objective: 'x' });
      await client.call('thread/goal/get', { threadId: client.unknownThread });
      await client.open({ ephemeral: true });
      await goal(client, { objective: 'x' });
    },
  },
  {
    name: 'v2 goals: without the feature',
    config: '[features]\ngoals = false\n',
    async steps(client) {
      await client.begin();
      await goal(client, { objective: 'x' });
      await client.call('thread/goal/get', { threadId: client.threadId });
      await client.call('thread/goal/clear', { threadId: client.threadId });
    },
  },
  {
    name: 'v2 goals: turns follow until it is reached',
    model: [
      { text: 'one', usage },
      { ...done, usage },
      { text: 'two', usage },
    ],
    async steps(client) {
      await client.begin();
      await goal(client, { objective: 'water the roses' });
      await client.told('turn/completed', 2);
    },
  },
  {
    name: 'v2 goals: the budget is used up',
    model: [
      { text: 'one', usage },
      { calls: [{ name: 'get_goal' }], usage },
      { text: 'three', usage },
    ],
    async steps(client) {
      await client.begin();
      await goal(client, { objective: 'water the roses', tokenBudget: 150 });
      await client.told('turn/completed', 2);
      await goal(client, { status: 'active' });
    },
  },
  {
    name: 'v2 goals: an error blocks it',
    model: [{ fail: { status: 400 } }],
    async steps(client) {
      await client.begin();
      await goal(client, { objective: 'water the roses' });
      await client.told('turn/completed');
    },
  },
  {
    name: 'v2 goals: the model makes one',
    model: [
      { calls: [{ name: 'create_goal', args: { objective: 'made', token_budget: 1000 } }] },
      { text: 'made' },
      { calls: [{ name: 'update_goal', args: { status: 'blocked' } }] },
      { text: 'stuck' },
    ],
    async steps(client) {
      await client.begin();
      await client.turn('make a goal');
      await client.told('turn/completed', 2);
    },
  },
  {
    name: 'v2 goals: not in plan mode',
    model: [{ text: 'a plan' }, { text: 'another' }],
    async steps(client) {
      await client.begin();
      const settings = { model: 'gpt-5.5', reasoning_effort: 'medium', developer_instructions: null };
      await client.turn('plan', { collaborationMode: { mode: 'plan', settings } });
      await goal(client, { objective: 'water the roses' });
      await client.turn('again');
    },
  },
  {
    name: 'v2 goals: resumed, forked and archived',
    model: [{ text: 'hello' }],
    async steps(client) {
      await client.begin();
      const { threadId } = client;
      await client.turn('hello');
      await goal(client, { objective: 'water the roses', status: 'blocked' });
      await client.told('thread/goal/updated');
      await client.restart();
      await client.initialize();
      await client.call('thread/goal/get', { threadId });
      await client.call('thread/resume', { threadId });
      await client.told('thread/goal/updated', 1);
      await client.call('thread/archive', { threadId });
      await client.call('thread/goal/get', { threadId });
      await client.call('thread/unarchive', { threadId });
      await client.call('thread/goal/get', { threadId });
    },
  },
] satisfies ThreadScenario[];

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../support/until.js';
import { session, TITLE } from './acp-editor.js';
import { HELD } from './stand-in.js';

/** JetBrains' editor, which is told of goals and of commands in the background. */
const AIR = { _meta: { jetbrains: { air: { version: 1, capabilities: ['asyncTasks'] } } } };

const goals = (s: Awaited<ReturnType<typeof session>>) =>
  s.updates().flatMap(({ _meta }) => {
    const { goal } = (_meta as { jetbrains?: { air?: { goal?: { status: string } | null } } })?.jetbrains?.air ?? {};
    return goal === undefined ? [] : [goal?.status ?? null];
  });

const DONE = { calls: [{ name: 'update_goal', args: { status: 'complete' }, callId: 'done' }] };

test('a conversation is summed up, and goes on', async () => {
  await using s = await session([{ text: 'one' }, TITLE, { text: 'the summary' }, { text: 'two' }]);
  await s.prompt('first');
  await s.asked(2);
  expect(await s.prompt('/compact')).toMatchObject({ stopReason: 'end_turn' });
  expect(await s.prompt('second')).toMatchObject({ stopReason: 'end_turn' });
  expect(JSON.stringify(s.peer.requests[3]?.body.input)).toContain('the summary');
  const [shown] = s.updates().filter(({ sessionUpdate }) => sessionUpdate === 'tool_call');
  expect(shown).toMatchObject({ title: 'Compact conversation' });
  expect(s.updates().findLast(({ toolCallId }) => toolCallId === shown?.toolCallId)?.status).toBe('completed');
});

test('a session works towards a goal until it is reached', async () => {
  await using s = await session([{ text: 'one' }, DONE, { text: 'two' }], { capabilities: AIR });
  expect(await s.prompt('/goal get it done')).toMatchObject({ stopReason: 'end_turn' });
  await until('the end of the goal', () => goals(s).at(-1) === 'complete');
  await until('the end of the turn', () => s.said() === 'onetwo');
  expect(goals(s)[0]).toBe('active');
  expect(JSON.stringify(s.peer.requests[0]?.body.input)).toContain('get it done');
});

test('a goal is set, paused, resumed and cleared', async () => {
  await using s = await session([HELD, HELD], { capabilities: AIR });
  const control = (action: string, more: object = {}) =>
    s.editor.request('_session/goal', { sessionId: s.sessionId, action, ...more });
  const set = control('set', { objective: 'a long one' });
  const isTold = (state: string | null) => until(`the goal is ${state}`, () => goals(s).at(-1) === state);
  await s.asked(1);
  await control('pause');
  await isTold('paused');
  s.editor.notify('session/cancel', { sessionId: s.sessionId });
  await set;
  const resumed = control('resume');
  await s.asked(2);
  await isTold('active');
  await control('clear');
  await isTold(null);
  s.editor.notify('session/cancel', { sessionId: s.sessionId });
  await resumed;
});

test('more words reach the turn that runs', async () => {
  await using s = await session([HELD, { text: 'both' }, TITLE]);
  const turn = s.prompt('first');
  await s.asked(1);
  const steer = { sessionId: s.sessionId, prompt: [{ type: 'text', text: 'and this' }] };
  expect(await s.editor.request('_session/steering', steer)).toMatchObject({});
  expect(await turn).toMatchObject({ stopReason: 'end_turn' });
  await s.asked(3);
  expect(JSON.stringify(s.peer.requests[1]?.body.input)).toContain('and this');
  expect(s.said()).toContain('both');
});

test('a command that goes on in the background is shown, and stopped by the user', async () => {
  const call = { calls: [{ name: 'exec_command', args: { cmd: 'sleep 1000', yield_time_ms: 250 }, callId: 'c1' }] };
  await using s = await session([call, { text: 'started' }, TITLE], {
    capabilities: AIR,
    env: { INITIAL_AGENT_MODE: 'agent-full-access' },
  });
  expect(await s.prompt('go')).toMatchObject({ stopReason: 'end_turn' });
  await s.asked(3);
  const tasks = () => JSON.stringify(s.updates().filter((update) => JSON.stringify(update).includes('asyncTask')));
  const id = await until('the task', () => /"asyncTaskId":"([^"]+)"/.exec(tasks())?.[1]);
  expect(await s.editor.request('_session/async_task/stop', { sessionId: s.sessionId, asyncTaskId: id })).toEqual({
    stopped: true,
  });
  await until('its end', () => /"state":"(stopped|cancelled|completed|failed)"/.test(tasks()));
});

test('skills of the project are listed, offered as commands, and used', async () => {
  await using s = await session([{ text: 'one' }, TITLE]);
  const folder = join(s.work, '.agents/skills/weather');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'SKILL.md'), '---\nname: weather\ndescription: Tells the weather.\n---\nLook outside.\n');
  const { sessionId } = await s.editor.request<{ sessionId: string }>('session/new', s.place);
  const prompt = (text: string) => s.editor.request('session/prompt', { sessionId, prompt: [{ type: 'text', text }] });
  await prompt('/skills');
  expect(s.said()).toContain('- weather: Tells the weather.');
  await prompt('$weather please');
  await s.asked(2);
  expect(JSON.stringify(s.peer.requests[0]?.body.input)).toContain('Look outside.');
});

test('a question of the model is answered in the editor', async () => {
  const questions = [
    {
      id: 'colour',
      header: 'Colour',
      question: 'Which colour?',
      options: [
        { label: 'Red', description: 'Warm.' },
        { label: 'Blue', description: 'Cold.' },
      ],
    },
  ];
  const call = { calls: [{ name: 'request_user_input', args: { questions }, callId: 'c1' }] };
  await using s = await session([call, { text: 'done' }, TITLE], { capabilities: { elicitation: { form: {} } } });
  s.editor.onServerRequest('elicitation/create', (params) => {
    const { properties } = (params as { requestedSchema: { properties: object } }).requestedSchema;
    return { action: 'accept', content: { [Object.keys(properties)[0] ?? '']: 'Blue' } };
  });
  await s.set('collaboration_mode', 'plan');
  expect(await s.prompt('go')).toMatchObject({ stopReason: 'end_turn' });
  await s.asked(3);
  expect(JSON.stringify(s.peer.requests[1]?.body.input.at(-1))).toContain('Blue');
});

test.each([
  ['/review', '`git diff HEAD`'],
  ['/review-branch main', "since this branch left 'main'"],
  ['/review with care', 'with care'],
])('changes are reviewed: %s', async (command, asked) => {
  const findings = { findings: [], overall_correctness: 'patch is correct', overall_explanation: 'All is well.' };
  await using s = await session([{ text: JSON.stringify({ ...findings, overall_confidence_score: 1 }) }]);
  expect(await s.prompt(command)).toMatchObject({ stopReason: 'end_turn' });
  expect(JSON.stringify(s.peer.requests[0]?.body.input)).toContain(asked);
  expect(s.said()).toContain('All is well.');
});

test('the next prompt is suggested', async () => {
  const suggestion = { text: '{"suggestion":"Now the tests"}' };
  // The title is asked for at the same time.
  await using s = await session([{ text: 'one' }, suggestion, suggestion], {
    capabilities: AIR,
    env: { CODEX_ACP_PROMPT_SUGGESTIONS: 'true' },
  });
  await s.prompt('first');
  await s.asked(3);
  await until('the suggestion', () => JSON.stringify(s.editor.received()).includes('Now the tests'));
});

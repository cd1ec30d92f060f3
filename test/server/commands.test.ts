import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isAlive } from '../support/alive.js';
import { readRollout } from '../support/rollout.js';
import { type Server, startServer } from '../support/server.js';
import { until } from '../support/until.js';
import { decide, session, shell } from './shell-session.js';

const events = (server: Server) =>
  server
    .received((m) => m.method?.startsWith('codex/event/') ?? false)
    .map((m) => m.method?.slice('codex/event/'.length));

it('an approved command is asked for, begins, tells its output, ends, and is read by the model', async () => {
  await using s = await session([{ calls: [shell(['bash', '-c', 'printf hi; exit 3'])] }, { text: 'done' }]);
  decide(s.server, 'approved');
  await s.say();
  await s.server.next('task_complete');
  expect(events(s.server).filter((type) => type !== 'token_count')).toEqual([
    'task_started',
    'exec_approval_request',
    'exec_command_begin',
    'exec_command_output_delta',
    'exec_command_end',
    'agent_message_delta',
    'agent_message',
    'task_complete',
  ]);
  expect(s.server.received('exec_command_end')[0]?.params).toMatchObject({
    msg: {
      exit_code: 3,
      stdout: 'hi',
      aggregated_output: 'hi',
    },
  });
  expect(s.outputs()?.[0]).toMatch(/^\{"output":"hi","metadata":\{"exit_code":3,"duration_seconds":\d\.\d\}\}$/);
});

it('several calls in one answer run in order, each output behind its call', async () => {
  const calls = ['a', 'b', 'c'].map((letter, i) =>
    shell(['bash', '-c', `echo ${letter} >> order; cat order`], {}, `call_${i}`),
  );
  await using s = await session([{ calls }, { text: 'done' }]);
  decide(s.server, 'approved');
  await s.say();
  await s.server.next('task_complete');
  const ids = s.peer.requests
    .at(-1)
    ?.body.input.flatMap((item) => ('call_id' in item ? [`${item.type} ${item.call_id}`] : []));
  expect(ids).toEqual([0, 1, 2].flatMap((i) => [`function_call call_${i}`, `function_call_output call_${i}`]));
  expect(s.outputs()?.[2]).toContain('a\\nb\\nc');
});

it('an approval for the session is remembered for this very command, and for no other', async () => {
  const again = { calls: [shell(['bash', '-c', 'echo same'])] };
  await using s = await session([again, again, { calls: [shell(['bash', '-c', 'echo other'])] }, { text: 'done' }]);
  decide(s.server, 'approved_for_session');
  await s.say();
  await s.server.next('task_complete');
  expect(s.server.received('execCommandApproval')).toHaveLength(2);
});

it('a plain approval is not remembered', async () => {
  const again = { calls: [shell(['bash', '-c', 'echo same'])] };
  await using s = await session([again, again, { text: 'done' }]);
  decide(s.server, 'approved');
  await s.say();
  await s.server.next('task_complete');
  expect(s.server.received('execCommandApproval')).toHaveLength(2);
});

it('a denied command does not run, and the model learns it', async () => {
  await using s = await session([{ calls: [shell(['touch', 'made'])] }, { text: 'a pity' }]);
  decide(s.server, 'denied');
  await s.say();
  await s.server.next('task_complete');
  expect(s.outputs()).toEqual(['exec command rejected by user']);
  expect(events(s.server)).not.toContain('exec_command_begin');
  expect(existsSync(join(s.server.work, 'made'))).toBe(false);
});

it('an abort ends the turn without another request to the model', async () => {
  await using s = await session([{ calls: [shell(['touch', 'made'])] }]);
  decide(s.server, 'abort');
  await s.say();
  await s.server.next('turn_aborted');
  s.server.closeInput();
  await s.server.exit;
  expect(s.peer.requests).toHaveLength(1);
  expect(events(s.server)).not.toContain('task_complete');
  expect(existsSync(join(s.server.work, 'made'))).toBe(false);
});

// C35; C109
it.each([
  ['an error', { error: { code: -32000, message: 'no' } }],
  ['a decision that there is not', { result: { decision: 'perhaps' } }],
  ['a result without a decision', { result: { foo: 1 } }],
  ['null', { result: null }],
])('%s as the answer counts as denied', async (_, reply) => {
  await using s = await session([{ calls: [shell(['touch', 'made'])] }, { text: 'a pity' }]);
  await s.say();
  const { id } = await s.server.next('execCommandApproval');
  s.server.send({ id, ...reply } as never);
  await s.server.next('task_complete');
  expect(s.outputs()).toEqual(['exec command rejected by user']);
});

it('an answer with an id of another type, and a second answer, change nothing', async () => {
  await using s = await session([{ calls: [shell(['touch', 'made'])] }, { text: 'done' }]);
  await s.say();
  const { id } = await s.server.next('execCommandApproval');
  s.server.send({ id: String(id), result: { decision: 'approved' } });
  s.server.send({ id, result: { decision: 'denied' } } as never);
  s.server.send({ id, result: { decision: 'approved' } } as never);
  await s.server.next('task_complete');
  expect(existsSync(join(s.server.work, 'made'))).toBe(false);
});

it('an answer counts although the listener has been removed meanwhile', async () => {
  await using s = await session([{ calls: [shell(['touch', 'made'])] }, { text: 'done' }]);
  await s.say();
  const { id } = await s.server.next('execCommandApproval');
  const [subscriptionId] = s.server.lines.flatMap(({ message }) => {
    const result = message.result as { subscriptionId?: string } | undefined;
    return result?.subscriptionId ? [result.subscriptionId] : [];
  });
  await s.server.request('removeConversationListener', { subscriptionId });
  s.server.send({ id, result: { decision: 'approved' } } as never);
  await until('the command to run', () => existsSync(join(s.server.work, 'made')));
  await s.server.request('addConversationListener', { conversationId: s.conversationId });
  await s.server.next('task_complete');
});

it('an approval without a listener is sent when a listener comes', async () => {
  await using s = await session([{ calls: [shell(['touch', 'made'])] }, { text: 'done' }]);
  const { conversationId } = await s.server.request<{ conversationId: string }>('newConversation', {
    approvalPolicy: 'untrusted',
    sandbox: 'danger-full-access',
  });
  await s.server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] });
  await until('the model to be asked', () => s.peer.requests.length === 1);
  decide(s.server, 'approved');
  await s.server.request('addConversationListener', { conversationId });
  await s.server.next('task_complete');
  expect(existsSync(join(s.server.work, 'made'))).toBe(true);
});

const TREE = ['bash', '-c', 'sleep 300 & echo $! $$ > pids; sleep 300'];

async function pidsOf(server: Server): Promise<string[]> {
  const { readFileSync } = await import('node:fs');
  const path = join(server.work, 'pids');
  const text = await until('the command to run', () => (existsSync(path) ? readFileSync(path, 'utf8').trim() : ''));
  return text.split(' ');
}

// Where the turn is, and what ends it: nothing hangs, and nothing is left running.
const STATES = ['asked', 'running'] as const;
const ENDS = ['interrupt', 'EOF', 'SIGTERM', 'SIGINT'] as const;
it.each(STATES.flatMap((state) => ENDS.map((end) => [state, end] as const)))(
  'a command that is %s when %s comes is over, and so is its turn',
  async (state, end) => {
    await using s = await session([{ calls: [shell(TREE, { timeout_ms: 300_000 })] }]);
    if (state === 'running') decide(s.server, 'approved');
    await s.say();
    const pids = state === 'running' ? await pidsOf(s.server) : [];
    if (state === 'asked') await s.server.next('execCommandApproval');
    if (end === 'interrupt') {
      expect(await s.server.request('interruptConversation', { conversationId: s.conversationId })).toEqual({
        abortReason: 'interrupted',
      });
    } else {
      if (end === 'EOF') s.server.closeInput();
      else s.server.kill(end);
      expect(await s.server.exit).toEqual({ code: 0, signal: null });
    }
    await until('the tree to end', () => !pids.some(isAlive));
    expect(s.server.received('turn_aborted')).toHaveLength(1);
    expect(events(s.server)).not.toContain('task_complete');
    expect((await readRollout(s.rolloutPath)).at(-1)).toMatchObject({ payload: { type: 'turn_aborted' } });
    expect(s.peer.requests).toHaveLength(1);
  },
);

it('what a killed server leaves running is ended by the next one on the same home', async () => {
  await using s = await session([{ calls: [shell(TREE, { timeout_ms: 300_000 })] }]);
  decide(s.server, 'approved');
  await s.say();
  const pids = await pidsOf(s.server);
  s.server.kill('SIGKILL');
  await s.server.exit;
  expect(pids.some(isAlive)).toBe(true);
  await using next = await startServer({ home: s.server.home });
  await next.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  await until('the tree to end', () => !pids.some(isAlive));
});

// C107, C108
it('input sent while a command runs is seen by the next request, once', async () => {
  await using s = await session([
    { calls: [shell(['bash', '-c', 'until [ -e go ]; do sleep 0.01; done'])] },
    { text: 'done' },
  ]);
  decide(s.server, 'approved');
  await s.say('first');
  await s.server.next('exec_command_begin');
  await s.say('meanwhile');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(s.server.work, 'go'), '');
  await s.server.next('task_complete');
  const texts = s.peer.requests.at(-1)?.body.input.flatMap((item) => item.content?.map((part) => part.text) ?? []);
  expect(texts?.filter((text) => text === 'meanwhile')).toHaveLength(1);
});

// C106
it.each(['exec_command', 'unified_exec', 'write_stdin', 'update_plan'])(
  '%s is not offered and cannot be called',
  async (name) => {
    await using s = await session([
      { calls: [{ name, args: { cmd: 'touch made', input: ['touch', 'made'] } }] },
      { text: 'done' },
    ]);
    await s.say();
    await s.server.next('task_complete');
    expect(s.outputs()).toEqual([`unsupported call: ${name}`]);
    expect(existsSync(join(s.server.work, 'made'))).toBe(false);
  },
);

it('a one-off command returns any exit code', async () => {
  await using s = await session([]);
  const run = (command: string[], more: object = {}) =>
    s.server.request('execOneOffCommand', { command, sandboxPolicy: { mode: 'danger-full-access' }, ...more });
  expect(await run(['bash', '-c', 'echo out; echo err >&2; exit 3'])).toEqual({
    exitCode: 3,
    stdout: 'out\n',
    stderr: 'err\n',
  });
  const refused = (command: string[], more: object = {}) =>
    s.server.refused('execOneOffCommand', { command, sandboxPolicy: { mode: 'danger-full-access' }, ...more });
  expect(await refused([])).toMatchObject({ code: -32600, message: 'command must not be empty' });
  expect(await refused(['no-such-program'])).toMatchObject({ code: -32603, data: { code: 'exec_not_started' } });
  // C49
  expect(await refused(['bash', '-c', 'sleep 60 & sleep 60'], { timeoutMs: 50 })).toMatchObject({
    message: 'exec failed: sandbox error: command timed out',
  });
  expect(await refused(['bash', '-c', 'kill -9 $$'])).toMatchObject({
    data: { code: 'exec_killed', signal: 'SIGKILL' },
  });
});

it('a slow one-off command delays no other request', async () => {
  await using s = await session([]);
  const slow = s.server.request('execOneOffCommand', {
    command: ['bash', '-c', 'until [ -e go ]; do sleep 0.01; done; echo slow'],
    sandboxPolicy: { mode: 'danger-full-access' },
  });
  await s.server.request('execOneOffCommand', {
    command: ['touch', 'go'],
    sandboxPolicy: { mode: 'danger-full-access' },
  });
  expect(await slow).toMatchObject({ stdout: 'slow\n' });
});

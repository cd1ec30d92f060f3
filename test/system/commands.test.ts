import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';

const shell = (script: string, args: object = {}) => ({
  name: 'shell',
  args: { command: ['bash', '-c', script], ...args },
  callId: 'call_1',
});

/** A conversation in a workspace that does not lie below /tmp, where everything may be written. */
async function session(replies: readonly PeerReply[], params: object) {
  const parent = join(homedir(), '.cache');
  const [home, work, outside] = await Promise.all(
    ['home', 'work', 'outside'].map((name) => scratchFolder(name, parent)),
  );
  if (!home || !work || !outside) throw new Error('no folders');
  const peer = await startModelPeer(replies);
  const server = await startServer({ home: home.path, cwd: work.path, config: peer.config() });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', params);
  await server.request('addConversationListener', { conversationId });
  return {
    server,
    peer,
    inside: join(work.path, 'made'),
    outside: join(outside.path, 'made'),
    async turn() {
      await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] });
      await server.next('task_complete');
      return peer.requests.at(-1)?.body.input.findLast((item) => item.type === 'function_call_output')
        ?.output as string;
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      for (const part of [peer, home, work, outside]) await part[Symbol.asyncDispose]();
    },
  };
}

const write = (path: string): PeerReply => ({ calls: [shell(`echo x > ${path} && echo written`)] });

test.each(['on-request', 'never', 'on-failure'])(
  '%s: a command writes inside the workspace without a question',
  async (approvalPolicy) => {
    await using s = await session([write('made'), { text: 'done' }], { approvalPolicy, sandbox: 'workspace-write' });
    expect(await s.turn()).toContain('written');
    expect(existsSync(s.inside)).toBe(true);
    expect(s.server.received('execCommandApproval')).toEqual([]);
  },
);

// C126
test.each(['on-request', 'never'])(
  '%s: the sandbox stops a write outside, and the model reads how it failed',
  async (approvalPolicy) => {
    await using s = await session([], { approvalPolicy, sandbox: 'workspace-write' });
    s.peer.add(write(s.outside), { text: 'done' });
    const output = await s.turn();
    expect(JSON.parse(output)).toMatchObject({
      output: expect.stringContaining('Read-only file system'),
      metadata: { exit_code: 1 },
    });
    expect(existsSync(s.outside)).toBe(false);
  },
);

test('read-only: nothing is written', async () => {
  await using s = await session([write('made'), { text: 'done' }], { approvalPolicy: 'never', sandbox: 'read-only' });
  expect(await s.turn()).toContain('Read-only file system');
  expect(existsSync(s.inside)).toBe(false);
});

// C133: a plain approval of a retry is not remembered.
test('on-failure: what fails inside the sandbox is asked for, and runs without one when the user says so', async () => {
  const params = { approvalPolicy: 'on-failure', sandbox: 'read-only' };
  await using s = await session([write('made'), write('made'), { text: 'done' }], params);
  s.server.onServerRequest('execCommandApproval', () => ({ decision: 'approved' }));
  expect(await s.turn()).toContain('written');
  expect(existsSync(s.inside)).toBe(true);
  const asked = s.server.received('execCommandApproval');
  expect(asked.map(({ params }) => (params as { reason: string }).reason)).toEqual([
    'command failed; retry without sandbox?',
    'command failed; retry without sandbox?',
  ]);
  const notes = s.server
    .received('background_event')
    .map(({ params }) => (params as { msg: { message: string } }).msg.message);
  expect(notes[0]).toMatch(/^Execution failed: sandbox denied exec error, exit code: 1, /);
  expect(notes[1]).toBe('retrying command without sandbox');
});

test('on-request: the model asks for more, with its reason', async () => {
  const call = shell('echo x > made && echo written', {
    with_escalated_permissions: true,
    justification: 'to make it',
  });
  await using s = await session([{ calls: [call] }, { text: 'done' }], {
    approvalPolicy: 'on-request',
    sandbox: 'read-only',
  });
  s.server.onServerRequest('execCommandApproval', () => ({ decision: 'approved' }));
  expect(await s.turn()).toContain('written');
  expect(s.server.received('execCommandApproval')[0]?.params).toMatchObject({ reason: 'to make it' });
});

// C118
test('untrusted: a known command is not asked for, and runs inside the sandbox', async () => {
  const call = { name: 'shell', args: { command: ['bash', '-lc', 'cat made | head -n 1'] }, callId: 'call_1' };
  await using s = await session([{ calls: [call] }, { text: 'done' }], {
    approvalPolicy: 'untrusted',
    sandbox: 'read-only',
  });
  await s.turn();
  expect(s.server.received('execCommandApproval')).toEqual([]);
  expect(s.server.received('exec_command_begin')).toHaveLength(1);
});

// C37, C49
test('a one-off command runs under the default policy, inside the sandbox, and gives its exit code', async () => {
  await using s = await session([], {});
  const run = (script: string) => s.server.request('execOneOffCommand', { command: ['bash', '-c', script] });
  expect(await run('echo out; exit 3')).toEqual({ exitCode: 3, stdout: 'out\n', stderr: '' });
  expect(await run(`echo x > ${s.inside}`)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Read-only'),
  });
  expect(await s.server.refused('execOneOffCommand', { command: ['no-such-program'] })).toMatchObject({
    data: { code: 'exec_not_started' },
  });
});

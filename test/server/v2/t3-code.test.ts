import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Thread, ThreadItem, Turn } from '../../../generated-types/v2/index.js';
import { PROTOCOL_LEVEL } from '../../../src/server/identity.js';
import { type PeerReply, startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { OURS, type Server, startServer } from '../../support/server.js';
import { received, turnCompleted } from './session.js';

/*
 * T3 Code is no package that can be fetched. What it sends is played here word for word, and what it reads is checked: it decodes each answer and drops
 * what does not decode. `startServer` checks the form of each message.
 */
const INITIALIZE = {
  clientInfo: { name: 'T3 Code', title: 'T3 Code', version: '0.0.38' },
  capabilities: { experimentalApi: true },
};

/** The modes of T3 Code: what a thread begins with, and what each turn says again. */
const MODES = {
  'approval-required': ['untrusted', 'read-only', 'readOnly'],
  'auto-accept-edits': ['on-request', 'workspace-write', 'workspaceWrite'],
  'full-access': ['never', 'danger-full-access', 'dangerFullAccess'],
} as const;
type Mode = keyof typeof MODES;

/** It treats these words as: begin a new thread. */
const IS_GONE = /not found|missing thread|no such thread|unknown thread|does not exist|no rollout found/;

async function session(replies: readonly PeerReply[], mode: Mode = 'full-access') {
  const home = await scratchFolder('home');
  const peer = await startModelPeer(replies);
  const server = await startServer({
    home: home.path,
    command: [...OURS, '-c', 'mcp_servers.t3.enabled=false', '-c', 'mcp_servers.t3.url="http://127.0.0.1:9/mcp"'],
    validate: true,
    config: peer.config().replace('untrusted', 'on-request'),
  });
  const initialized = await server.request<{ userAgent: string; codexHome: string }>('initialize', INITIALIZE);
  server.notify('initialized');
  const [approvalPolicy, sandbox, type] = MODES[mode];
  const settings = { cwd: server.work, approvalPolicy, sandbox, approvalsReviewer: 'user', model: 'mock-model' };
  return {
    server,
    peer,
    initialized,
    settings,
    open: () => server.request<Opened>('thread/start', settings),
    start: (threadId: string, text: string, interaction = 'default') =>
      server.request<{ turn: Turn }>('turn/start', {
        threadId,
        input: [{ type: 'text', text }],
        approvalPolicy,
        approvalsReviewer: 'user',
        sandboxPolicy: { type },
        model: 'mock-model',
        effort: 'medium',
        collaborationMode: {
          mode: interaction,
          settings: { model: 'mock-model', reasoning_effort: 'medium', developer_instructions: 'Words of T3.' },
        },
      }),
    async turn(threadId: string, text: string): Promise<Turn> {
      const { turn } = await this.start(threadId, text);
      return turnCompleted(server, turn.id);
    },
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await server.exit;
      // It shows each line of stderr to the user as an error.
      expect(server.stderr).toBe('');
      await server[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

interface Opened {
  readonly thread: Thread;
  readonly cwd: string;
  readonly model: string;
}

/** The items of a kind, with the place of the message among all. */
const itemsIn = (server: Server, method: string, type: string) =>
  received(server).flatMap((message, at) => {
    const { item } = (message.params ?? {}) as { item?: ThreadItem };
    return message.method === method && item?.type === type ? [{ at, item }] : [];
  });

const placeOf = (server: Server, wanted: string) => received(server).findIndex(({ method }) => method === wanted);

test('the provider is probed: version, account, skills, models, limits', async () => {
  await using s = await session([]);
  const { server, initialized } = s;
  expect(/\/([^\s]+)/.exec(initialized.userAgent)?.[1]).toBe(PROTOCOL_LEVEL);
  expect(initialized.codexHome).toBe(server.home);
  expect(await server.request('account/read', {})).toMatchObject({ account: null, requiresOpenaiAuth: false });
  const skills = await server.request('skills/list', { cwds: [server.work] });
  expect(skills).toEqual({ data: [{ cwd: server.work, skills: [], errors: [] }] });
  const { data, nextCursor } = await server.request<{ data: object[]; nextCursor: null }>('model/list', {});
  expect(nextCursor).toBe(null);
  for (const model of data)
    expect(model).toMatchObject({
      model: expect.any(String),
      displayName: expect.any(String),
      isDefault: expect.any(Boolean),
      supportedReasoningEfforts: expect.any(Array),
      serviceTiers: expect.any(Array),
    });
  // It goes on without the limits when they are refused.
  const limits = await server.call('account/rateLimits/read', null);
  expect(limits.error?.message ?? limits.result).toBeDefined();
});

test('a thread is opened, answers, is left and resumed; an unknown one begins anew', async () => {
  await using s = await session([{ text: 'one' }, { text: 'two' }]);
  const { server } = s;
  const opened = await s.open();
  expect(opened).toMatchObject({
    cwd: server.work,
    model: 'mock-model',
    thread: { id: expect.any(String), turns: [] },
  });
  const { id } = opened.thread;
  expect(await s.turn(id, 'first')).toMatchObject({ status: 'completed', error: null });
  expect(JSON.stringify(s.peer.requests[0]?.body)).toContain('Words of T3.');
  const resumed = await server.request<Opened>('thread/resume', { threadId: id, ...s.settings });
  expect(resumed.thread.turns.map(({ items }) => items.map(({ type }) => type))).toEqual([
    ['userMessage', 'agentMessage'],
  ]);
  expect((await s.turn(id, 'second')).status).toBe('completed');
  const gone = { threadId: '01a22ae0-2560-7671-aab3-e83ac210fb6a', ...s.settings };
  const { message } = await server.refused('thread/resume', gone);
  expect(message).toContain('thread');
  expect(message).toMatch(IS_GONE);
});

test.each(['accept', 'decline'])('a command is shown, then asked for, then settled: %s', async (decision) => {
  const call = {
    calls: [
      {
        name: 'exec_command',
        args: { cmd: 'touch made', sandbox_permissions: 'require_escalated', justification: 'May I?' },
        callId: 'c1',
      },
    ],
  };
  await using s = await session([call, { text: 'done' }], 'approval-required');
  const { server } = s;
  server.onServerRequest('item/commandExecution/requestApproval', () => ({ decision }));
  const { thread } = await s.open();
  expect((await s.turn(thread.id, 'go')).status).toBe('completed');
  const [begun] = itemsIn(server, 'item/started', 'commandExecution');
  const [ended] = itemsIn(server, 'item/completed', 'commandExecution');
  const order = [
    placeOf(server, 'turn/started'),
    begun?.at,
    placeOf(server, 'item/commandExecution/requestApproval'),
    placeOf(server, 'serverRequest/resolved'),
    ended?.at,
    placeOf(server, 'turn/completed'),
  ];
  expect(order).not.toContain(-1);
  expect(order).toEqual([...order].sort((a, b) => (a ?? -1) - (b ?? -1)));
  const asked = received(server)[order[2] as number];
  expect(asked?.params).toMatchObject({ threadId: thread.id, itemId: begun?.item.id, cwd: server.work });
  expect(ended?.item).toMatchObject({ status: decision === 'accept' ? 'completed' : 'declined' });
  expect(existsSync(join(server.work, 'made'))).toBe(decision === 'accept');
});

test('the changes of a patch are in the item that comes before the question', async () => {
  const patch = '*** Begin Patch\n*** Add File: rose.txt\n+red\n*** End Patch';
  const cmd = `apply_patch <<'EOF'\n${patch}\nEOF`;
  const call = { calls: [{ name: 'exec_command', args: { cmd }, callId: 'p1' }] };
  await using s = await session([call, { text: 'done' }], 'approval-required');
  const { server } = s;
  server.onServerRequest('item/fileChange/requestApproval', () => ({ decision: 'accept' }));
  const { thread } = await s.open();
  await s.turn(thread.id, 'go');
  const [begun] = itemsIn(server, 'item/started', 'fileChange');
  expect(begun?.item).toMatchObject({ changes: [{ path: expect.stringContaining('rose.txt'), diff: 'red\n' }] });
  expect(begun?.at).toBeLessThan(placeOf(server, 'item/fileChange/requestApproval'));
  expect(received(server)[placeOf(server, 'turn/diff/updated')]?.params).toMatchObject({
    threadId: thread.id,
    diff: expect.stringContaining('+red'),
  });
  expect(existsSync(join(server.work, 'rose.txt'))).toBe(true);
});

test('a question of the plan mode is answered, and the plan comes as an item', async () => {
  const options = [
    { label: 'Red', description: 'Warm.' },
    { label: 'Blue', description: 'Cold.' },
  ];
  const questions = [{ id: 'colour', header: 'Colour', question: 'Which colour?', options }];
  const call = { calls: [{ name: 'request_user_input', args: { questions }, callId: 'c1' }] };
  await using s = await session([call, { text: '<proposed_plan>\n# Plan\n</proposed_plan>' }]);
  const { server } = s;
  server.onServerRequest('item/tool/requestUserInput', () => ({ answers: { colour: { answers: ['Blue'] } } }));
  const { thread } = await s.open();
  const { turn } = await s.start(thread.id, 'go', 'plan');
  await turnCompleted(server, turn.id);
  expect(JSON.stringify(s.peer.requests[1]?.body.input.at(-1))).toContain('Blue');
  expect(itemsIn(server, 'item/completed', 'plan')).toMatchObject([{ item: { text: '# Plan\n' } }]);
});

test('a turn is interrupted; the thread is read, rolled back and summed up', async () => {
  await using s = await session([{ text: 'one' }, { deltas: ['slow'], cut: 3, hold: true }, { text: 'the summary' }]);
  const { server } = s;
  const { thread } = await s.open();
  const threadId = thread.id;
  await s.turn(threadId, 'first');
  const { turn } = await s.start(threadId, 'second');
  await server.until(
    'the words',
    () => placeOf(server, 'item/agentMessage/delta') >= 0 && s.peer.requests.length === 2,
  );
  expect(await server.request('turn/interrupt', { threadId, turnId: turn.id })).toEqual({});
  expect((await turnCompleted(server, turn.id)).status).toBe('interrupted');
  const turnsOf = async (method: string, params: object) =>
    (await server.request<Opened>(method, { threadId, ...params })).thread.turns.map(({ id }) => id);
  const turns = await turnsOf('thread/read', { includeTurns: true });
  expect(turns).toEqual([expect.any(String), turn.id]);
  expect(await turnsOf('thread/rollback', { numTurns: 1 })).toEqual(turns.slice(0, 1));
  expect(await server.request('thread/compact/start', { threadId })).toEqual({});
  await server.until('the summary', () => itemsIn(server, 'item/completed', 'contextCompaction').length > 0);
  expect(await server.request('config/mcpServer/reload')).toEqual({});
  expect((await server.refused('feedback/upload', { classification: 'bug', threadId })).message).toBeDefined();
});

import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as r from '../../store/rollouts.js';
import { isAlive } from '../../support/alive.js';
import { peakMemory, quiet } from '../../support/quiet.js';
import { type Server, startServer } from '../../support/server.js';
import { putOdd, SPECIAL_FILES } from '../../support/special-files.js';
import { until } from '../../support/until.js';
import { bed } from '../stored.js';
import { INITIALIZE, type Started, threadSession, turnCompleted } from './session.js';

const ID = '0199f0a0-0000-7000-8000-000000000001';
const STORED = `~/sessions/2025/01/01/rollout-2025-01-01T00-00-00-${ID}.jsonl`;
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
);
const exec = (args: Record<string, unknown>, callId = 'c') => ({ calls: [{ name: 'exec_command', args, callId }] });

interface Opening {
  readonly place: string;
  readonly use: (server: Server, path: string, threadId: string) => Promise<unknown>;
}

const OPENINGS: readonly Opening[] = [
  { place: '.codex/skills/x/SKILL.md', use: (s) => s.call('skills/list', { cwds: [s.work] }) },
  { place: '.codex/skills', use: (s) => s.call('skills/list', { cwds: [s.work] }) },
  { place: '.agents', use: (s) => s.call('skills/list', { cwds: [s.work] }) },
  { place: '~/skills/x/SKILL.md', use: (s) => s.call('skills/list', {}) },
  { place: '~/session_index.jsonl', use: (s) => s.call('thread/list', {}) },
  { place: '~/session_index.jsonl', use: (s, _, threadId) => s.call('thread/name/set', { threadId, name: 'a name' }) },
  { place: '~/config.toml', use: (s) => s.call('config/read', { includeLayers: true }) },
  { place: '~/config.toml', use: (s) => s.call('model/list', {}) },
  { place: 'rollout.jsonl', use: (s, path) => s.call('thread/resume', { threadId: ID, path }) },
  { place: 'rollout.jsonl', use: (s, path) => s.call('thread/fork', { threadId: ID, path }) },
  { place: STORED, use: (s) => s.call('thread/read', { threadId: ID, includeTurns: true }) },
  { place: STORED, use: (s) => s.call('thread/list', {}) },
  { place: STORED, use: (s) => s.call('thread/resume', { threadId: ID }) },
  { place: STORED, use: (s) => s.call('thread/archive', { threadId: ID }) },
  { place: '~/auth.json', use: (s) => s.call('account/read', {}) },
  { place: 'AGENTS.md', use: (s) => s.call('thread/start', {}) },
];

test.each(OPENINGS)('$place may be anything: each request of v2 is answered', async ({ place, use }) => {
  await using server = await startServer({ config: 'model_provider = "scripted"\n' });
  await server.request('initialize', INITIALIZE);
  const { thread } = await server.request<Started>('thread/start', {});
  const path = place.startsWith('~/') ? join(server.home, place.slice(2)) : join(server.work, place);
  await quiet(server.child.pid);
  const before = peakMemory(server.child.pid);
  for (const kind of Object.keys(SPECIAL_FILES).filter(
    (name) => !name.startsWith('a link to') || place.endsWith('.md'),
  )) {
    await putOdd(kind, path);
    await use(server, path, thread.id);
    expect(await server.request('getUserAgent')).toBeDefined();
  }
  expect(peakMemory(server.child.pid) - before).toBeLessThan(100);
});

test('pictures of a client are files and never secrets, by any name', async () => {
  await using s = await threadSession({ replies: [{ text: 'done' }] });
  const { work, home } = s.server;
  const at = (name: string) => join(work, name);
  writeFileSync(join(home, 'auth.json'), Buffer.concat([PICTURE, Buffer.from('SECRET')]));
  writeFileSync(at('fine.png'), PICTURE);
  symlinkSync(join(home, 'auth.json'), at('link.png'));
  mkdirSync(at('folder.png'));
  await putOdd('a pipe', at('pipe.png'));
  symlinkSync('/proc/self/environ', at('kernel.png'));
  symlinkSync(home, at('home'));
  try {
    linkSync(join(home, 'auth.json'), at('hard.png'));
  } catch {
    writeFileSync(at('hard.png'), ''); // the folders lie on two file systems
  }
  const names = [
    'fine.png',
    'link.png',
    'folder.png',
    'pipe.png',
    'kernel.png',
    'home/auth.json',
    'hard.png',
    'none.png',
  ];
  const input = names.map((name) => ({ type: 'localImage', path: at(name) }));
  const { turn } = await s.server.request<{ turn: { id: string } }>('turn/start', { threadId: s.threadId, input });
  await turnCompleted(s.server, turn.id);
  const sent = JSON.stringify(s.peer.requests[0]?.body.input);
  expect(sent.match(/data:image/g)).toHaveLength(1);
  expect(sent).not.toContain(Buffer.from('SECRET').toString('base64').slice(0, 6));
});

const LOOSE: Record<string, object> = {
  'in the words of 0.44': { approval_policy: 'never', sandbox_policy: { mode: 'danger-full-access' } },
  'in the words of 0.171': { approval_policy: 'never', sandbox_policy: { type: 'danger-full-access' } },
  'in the words of the wire': { approval_policy: 'never', sandbox_policy: { type: 'dangerFullAccess' } },
  'an outer sandbox': {
    approval_policy: 'never',
    sandbox_policy: { type: 'external-sandbox', network_access: 'enabled' },
  },
  'every root': {
    approval_policy: 'on-failure',
    sandbox_policy: { type: 'workspace-write', writable_roots: ['/'], network_access: true },
  },
  'a profile': {
    approval_policy: 'never',
    permission_profile: ':danger-full-access',
    sandbox_policy: { mode: 'danger-full-access' },
  },
  granular: {
    approval_policy: { granular: { sandbox_approval: false, rules: false } },
    sandbox_policy: { mode: 'danger-full-access' },
  },
  'unknown words': { approval_policy: 'always-yes', sandbox_policy: { mode: 'none' } },
};

test.each(Object.keys(LOOSE))('a file that allows all resumes under the configuration: %s', async (kind) => {
  const lines = [...r.said('one'), ...r.answered('uno')];
  const context = r.turnContext({ ...LOOSE[kind] });
  for (const method of ['thread/resume', 'thread/fork']) {
    await using b = await bed();
    const path = await b.put('2025-03-04T05-06-07', ID, [r.meta(ID), context, ...lines]);
    await using server = await startServer({ home: b.home });
    await server.request('initialize', INITIALIZE);
    const opened = await server.request(method, { threadId: ID, path });
    expect(opened).toMatchObject({ approvalPolicy: 'untrusted', sandbox: { type: 'readOnly', networkAccess: false } });
  }
});

test('a session that runs when its server is killed is ended by the next one', async () => {
  const script = 'echo $$ > pid; (setsid sleep 300 >/dev/null 2>&1 & echo $! > child); sleep 300';
  const s = await threadSession({ replies: [exec({ cmd: script, yield_time_ms: 300 }), { text: 'done' }] });
  await s.turn();
  const pids = ['pid', 'child'].map((name) => Number(readFileSync(join(s.server.work, name), 'utf8')));
  expect(pids.map(isAlive)).toEqual([true, true]);
  s.server.kill('SIGKILL');
  await s.server.exit;
  expect(pids.map(isAlive)).toEqual([true, true]);
  await using next = await startServer({ home: s.home });
  await next.request('initialize', INITIALIZE);
  await next.request('getUserAgent');
  await until('both to end', () => pids.every((pid) => !isAlive(pid)));
  await s[Symbol.asyncDispose]();
});

const FLOODS: [string, string][] = [
  ['NUL bytes', 'head -c 9000000 /dev/zero'],
  ['bytes that are no text', 'head -c 8000000 /dev/urandom'],
  ['lines', 'yes | head -c 40000000'],
  ['one line', "head -c 9000000 /dev/zero | tr '\\\\0' '\\\\001'"],
];

test.each(FLOODS)(
  'a session that prints too many %s ends in order',
  async (_, cmd) => {
    const stdin = { calls: [{ name: 'write_stdin', args: { session_id: 1, chars: '' }, callId: 'w' }] };
    await using s = await threadSession({
      replies: [exec({ cmd, yield_time_ms: 30_000 }), stdin, { text: 'done' }],
      validate: false,
      deadlineMs: 60_000,
    });
    const turn = await s.turn();
    expect(turn.status).toBe('completed');
    const ended = s.server.received('item/completed').filter((m) => JSON.stringify(m).includes('"commandExecution"'));
    expect(ended).toHaveLength(1);
    expect(JSON.stringify(s.peer.requests[1]?.body.input).length).toBeLessThan(1_000_000);
    await s.server.request('thread/read', { threadId: s.threadId, includeTurns: true });
  },
  90_000,
);

/** Megabytes that a flood costs the server while the client reads it, or does not. */
async function costOfFlood(isRead: boolean): Promise<number> {
  const cmd = 'yes "$(head -c 900 /dev/zero | tr "\\0" x)" | head -c 100000000';
  await using s = await threadSession({
    replies: [exec({ cmd, yield_time_ms: 30_000 }), { text: 'done' }],
    validate: false,
    deadlineMs: 60_000,
  });
  const { pid } = s.server.child;
  await quiet(pid);
  const before = peakMemory(pid);
  const { turn } = await s.start();
  const readAgain = isRead ? () => {} : s.server.stopReading();
  await until('the model to be asked again', () => s.peer.requests.length === 2, 60_000);
  await quiet(pid);
  const cost = peakMemory(pid) - before;
  readAgain();
  await turnCompleted(s.server, turn.id);
  const outputs = s.server.received('item/completed').map((m) => JSON.stringify(m));
  expect(outputs.find((text) => text.includes('"aggregatedOutput"'))?.length).toBeGreaterThan(30_000_000);
  return cost;
}

test('a client of v2 that reads nothing of a flood costs little more than one that reads', async () => {
  expect((await costOfFlood(false)) - (await costOfFlood(true))).toBeLessThan(64);
}, 180_000);

test('two servers: a thread belongs to one of them at a time, and the other one takes part', async () => {
  await using s = await threadSession({ replies: [{ text: 'uno' }, { text: 'dos' }, { text: 'tres' }] });
  await s.turn('one');
  await using other = await startServer({ home: s.home });
  await other.request('initialize', INITIALIZE);
  const { threadId } = s;
  const say = async (text: string): Promise<string> => {
    const input = [{ type: 'text', text }];
    return (await other.request<{ turn: { id: string } }>('turn/start', { threadId, input })).turn.id;
  };
  const leases = () => readdirSync(join(s.home, 'turnwire/leases')).filter((name) => name.endsWith('.json'));
  await other.request('thread/resume', { threadId });
  const second = await say('two');
  for (const server of [s.server, other]) await turnCompleted(server, second);
  expect(leases()).toHaveLength(1);
  s.server.kill('SIGKILL');
  await s.server.exit;
  await turnCompleted(other, await say('three'));
  expect(JSON.stringify(s.peer.requests[2]?.body.input)).toMatch(/one.*uno.*two.*dos.*three/);
  expect(leases()).toHaveLength(1);
});

test('a steer that was accepted is in the history after a kill', async () => {
  const half = { text: 'half way', deltas: ['half', ' way'], wire: { pauseAfter: 'response.output_text.delta' } };
  // A steer ends the response, and the model is asked again, perhaps before the kill.
  const again = { text: 'done', wire: { optional: true } };
  await using s = await threadSession({ replies: [half, again, again, again] });
  const { turn } = await s.start('one');
  await s.server.next('item/agentMessage/delta');
  for (const text of ['steer 1', 'steer 2']) {
    const input = [{ type: 'text', text }];
    await s.server.request('turn/steer', { threadId: s.threadId, expectedTurnId: turn.id, input });
  }
  s.server.kill('SIGKILL');
  await s.server.exit;
  await using next = await startServer({ home: s.home });
  await next.request('initialize', INITIALIZE);
  const { threadId } = s;
  const resumed = await next.request('thread/resume', { threadId });
  for (const text of ['steer 1', 'steer 2'])
    expect(JSON.stringify(resumed).split(JSON.stringify(text)), text).toHaveLength(2);
  const later = await next.request<{ turn: { id: string } }>('turn/start', {
    threadId,
    input: [{ type: 'text', text: 'on' }],
  });
  await turnCompleted(next, later.turn.id);
  expect(JSON.stringify(s.peer.requests.at(-1)?.body.input)).toMatch(/one.*steer 1.*steer 2.*on/);
});

test('a rollout that cannot be written ends a turn with one notification, and the thread continues later', async () => {
  const half = { text: 'half way', deltas: ['half', ' way'], wire: { pauseAfter: 'response.output_text.delta' } };
  await using s = await threadSession({ replies: [{ text: 'uno' }, half, { text: 'tres' }] });
  await s.turn('one');
  const { turn } = await s.start('two');
  await s.server.next('item/agentMessage/delta');
  const limit = (bytes: number | string) =>
    execFileSync('prlimit', ['--pid', String(s.server.child.pid), `--fsize=${bytes}:unlimited`]);
  limit(statSync(s.started.thread.path).size + 10);
  s.peer.release();
  const ended = await turnCompleted(s.server, turn.id);
  expect(ended.status).toBe('failed');
  const { error } = await s.server
    .refused('turn/start', { threadId: s.threadId, input: [{ type: 'text', text: 'x' }] })
    .then((refused) => ({ error: refused }));
  expect(error.data).toMatchObject({ code: 'io_error' });
  limit('unlimited');
  await s.turn('three');
  const ends = s.server.received('turn/completed').map(({ params }) => (params as { turn: { id: string } }).turn.id);
  expect(new Set(ends).size).toBe(ends.length);
  expect(ends).toHaveLength(3);
  expect(JSON.stringify(s.peer.requests[2]?.body.input)).toMatch(/one.*uno.*two.*three/);
});

import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import * as r from '../store/rollouts.js';
import { isAlive } from '../support/alive.js';
import { outline, readRollout } from '../support/rollout.js';
import { scratchFolder } from '../support/scratch.js';
import { OURS, type Server, startServer } from '../support/server.js';
import { until } from '../support/until.js';
import { decide, session, shell } from './shell-session.js';

const INITIALIZE = { clientInfo: { name: 'test', version: '1' } };
const line = (id: string, method: string, params: object = {}) => `${JSON.stringify({ id, method, params })}\n`;

it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s twice, with a command running, ends in order', async (signal) => {
  await using folder = await scratchFolder('work');
  await using server = await startServer({ cwd: folder.path, config: 'sandbox_mode = "danger-full-access"\n' });
  await server.request('initialize', INITIALIZE);
  const command = ['sh', '-c', 'trap "" TERM; echo $$ > pid; while :; do sleep 0.1; done'];
  server.send({ id: 'run', method: 'execOneOffCommand', params: { command, timeoutMs: 60_000 } });
  await until(
    'the command',
    () => existsSync(join(folder.path, 'pid')) && readFileSync(join(folder.path, 'pid'), 'utf8'),
  );
  const pid = Number(readFileSync(join(folder.path, 'pid'), 'utf8'));
  const began = performance.now();
  server.kill(signal);
  server.kill(signal);
  expect(await server.exit).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeLessThan(2500);
  expect(isAlive(pid)).toBe(false);
  expect(server.received((m) => m.id === 'run')).toHaveLength(1);
});

/** Makes the second half of the history below slow to read, so that its end is not reached within what the end of the input waits for. */
const SLOW_READS = fileURLToPath(new URL('../support/slow-reads.cjs', import.meta.url));

/** A history of 200 MB. */
const longRollout = (id: string): string[] => {
  const text = 'abcdefg '.repeat(12_500);
  return [r.meta(id), ...Array.from({ length: 1000 }, () => [...r.said(text), ...r.answered('yes')]).flat(2)];
};

it.each([
  ['SIGTERM', (server: Server) => server.kill('SIGTERM')],
  ['SIGINT', (server: Server) => server.kill('SIGINT')],
  ['the end of the input', (server: Server) => server.closeInput()],
  [
    'SIGTERM after the end of the input',
    (server: Server) => {
      server.closeInput();
      server.kill('SIGTERM');
    },
  ],
])('%s during a long resume ends turns and children first, within two seconds', async (_how, end) => {
  const script = 'trap "" TERM; echo $$ > pid; while :; do sleep 0.1; done';
  await using s = await session(
    [{ calls: [shell(['bash', '-c', script], { timeout_ms: 300_000 })] }],
    {},
    {
      env: { NODE_OPTIONS: `--require ${SLOW_READS}` },
    },
  );
  decide(s.server, 'approved');
  const id = r.idOf(1);
  const path = await r.put(r.pathOf(s.home, '2025-01-01T00-00-00', id), longRollout(id));
  await s.say();
  const pidFile = join(s.server.work, 'pid');
  await until('the command', () => existsSync(pidFile) && readFileSync(pidFile, 'utf8').trim());
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const read = bytesRead(s.server);
  s.server.send({ id: 'resume', method: 'resumeConversation', params: { path } });
  await until('the resume to be under way', () => bytesRead(s.server) > read + 1_000_000);
  const began = performance.now();
  end(s.server);
  expect(await s.server.exit).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeLessThan(2000);
  expect(isAlive(pid)).toBe(false);
  expect(s.server.received('turn_aborted')).toHaveLength(1);
  expect(outline(await readRollout(s.rolloutPath)).at(-1)).toBe('event_msg turn_aborted');
  expect(s.server.received((m) => m.id === 'resume')).toMatchObject([{ error: { data: { code: 'shutting_down' } } }]);
});

const bytesRead = ({ child }: Server): number =>
  Number(/^rchar: (\d+)/m.exec(readFileSync(`/proc/${child.pid}/io`, 'latin1'))?.[1]);

it('a search that is open at the end of the input has no false result', async () => {
  await using server = await startServer();
  await server.request('initialize', INITIALIZE);
  server.send({ id: 'search', method: 'fuzzyFileSearch', params: { query: 'lib', roots: ['/'] } });
  server.kill('SIGTERM');
  await server.exit;
  expect(server.received((m) => m.id === 'search')).toMatchObject([{ error: { data: { code: 'shutting_down' } } }]);
});

it.each([
  ['stderr', ['pipe', 'pipe', 'full']],
  ['stdout', ['pipe', 'full', 'pipe']],
] as const)('%s on a full disk does not crash the server', async (_what, stdio) => {
  const full = openSync('/dev/full', 'w');
  await using home = await scratchFolder('home');
  const { status, signal } = spawnSync(OURS[0] ?? '', [...OURS.slice(1)], {
    input: line('1', 'initialize', INITIALIZE) + line('2', 'newConversation'),
    env: { CODEX_HOME: home.path, HOME: home.path, PATH: process.env.PATH, TURNWIRE_LOG: 'trace' },
    stdio: stdio.map((kind) => (kind === 'full' ? full : kind)),
  });
  closeSync(full);
  expect({ status, signal }).toEqual({ status: 0, signal: null });
});

it.each([
  ['app-server', []],
  ['doctor', []],
  ['login', ['status']],
  ['mcp', ['list']],
] as const)('%s names a home that is missing in one line', (command, args) => {
  const { stderr, status } = spawnSync(OURS[0] ?? '', [OURS[1] ?? '', command, ...args], {
    input: '',
    encoding: 'utf8',
    env: { CODEX_HOME: '/nowhere/at/all', PATH: process.env.PATH },
  });
  expect(status).toBe(1);
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining('/nowhere/at/all')]);
});

it.each([
  [['--nope'], /nope/],
  [['-c'], /needs a value/],
  [['extra'], /extra/],
])('app-server refuses the arguments %s with the way to its help', (args, message) => {
  const { stderr, status } = spawnSync(OURS[0] ?? '', [...OURS.slice(1), ...args], { input: '', encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(message) });
  expect(stderr).toContain("Try 'turnwire app-server --help'.");
});

it('a level that is none is reported, and debug shows requests', async () => {
  await using odd = await startServer({ env: { TURNWIRE_LOG: 'loud' } });
  await odd.request('initialize', INITIALIZE);
  await until('the report', () => odd.stderr.includes('TURNWIRE_LOG=loud names no level'));
  await using server = await startServer({ env: { TURNWIRE_LOG: 'debug' } });
  await server.request('initialize', INITIALIZE);
  await until('the log', () => /"method":"initialize"/.test(server.stderr));
});

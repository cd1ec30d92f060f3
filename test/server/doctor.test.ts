import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.js';
import { type Scratch, scratchFolder } from '../support/scratch.js';

interface Row {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly path?: string;
  readonly repaired?: string;
  readonly canRepair: boolean;
}

async function doctor(home: Scratch, ...args: string[]) {
  const { code, stdout, stderr } = await runCommand(home.path, ['doctor', '--json', ...args]);
  expect(stderr).toBe('');
  const { ok, home: rows } = JSON.parse(stdout) as { ok: boolean; home: Row[] };
  return { code, ok, rows, of: (name: string) => rows.filter(({ path }) => path?.endsWith(name)) };
}

const ROLLOUT = 'sessions/2026/01/02/rollout-2026-01-02T03-04-05-';
const id = (n: number): string => `00000000-0000-7000-8000-00000000000${n}`;
const META = (n: number) =>
  JSON.stringify({
    timestamp: '2026-01-02T03:04:05.000Z',
    type: 'session_meta',
    payload: {
      id: id(n),
      timestamp: '2026-01-02T03:04:05.000Z',
      cwd: '/',
      originator: 'x',
      cli_version: '0.44.0',
      instructions: null,
      source: 'cli',
    },
  });
const old = (path: string): void => utimesSync(path, 1, 1);
const all = (home: Scratch): string[] => readdirSync(home.path, { recursive: true, encoding: 'utf8' });

test('a sound home is sound, in words and as JSON', async () => {
  await using home = await scratchFolder('home');
  await home.write('config.toml', 'model = "m"\n');
  await home.write(`${ROLLOUT}${id(1)}.jsonl`, `${META(1)}\n`);
  const { rows } = await doctor(home);
  expect(rows.filter(({ status }) => status !== 'ok')).toEqual([]);
  const { stdout } = await runCommand(home.path, ['doctor']);
  expect(stdout).toContain('ok   rollouts: 1 conversation\n');
  expect(stdout).toMatch(/^(ok {2}|warn|FAIL) /);
});

test.each([
  ['a = = b\n', 'fail', 'TOML parse error'],
  ['model = 5\n', 'fail', 'model'],
  ['modle = "x"\n', 'warn', 'did you mean `model`?'],
  ['[mcp_servers.x]\nurl = 3\n', 'warn', 'mcp_servers.x'],
])('config.toml %j: %s', async (config, status, words) => {
  await using home = await scratchFolder('home');
  await home.write('config.toml', config);
  const { rows, code } = await doctor(home, '--fix');
  const found = rows.filter(({ check }) => check === 'config');
  expect(found.map((row) => row.status)).toContain(status);
  expect(found.map(({ message }) => message).join()).toContain(words);
  if (status === 'fail') expect(code).toBe(1);
  expect(readFileSync(join(home.path, 'config.toml'), 'utf8')).toBe(config);
});

test.skipIf(process.platform === 'win32')('secrets and settings that others can reach are closed', async () => {
  await using home = await scratchFolder('home');
  const auth = await home.write('auth.json', '{"OPENAI_API_KEY":"sk-x"}');
  const config = await home.write('config.toml', '');
  chmodSync(auth, 0o644);
  chmodSync(config, 0o666);
  const before = await doctor(home);
  expect(before.ok).toBe(false);
  expect(before.of('auth.json')).toContainEqual(expect.objectContaining({ status: 'fail', canRepair: true }));
  expect(statSync(auth).mode & 0o777).toBe(0o644);
  const fixed = await doctor(home, '--fix');
  expect(fixed.of('auth.json')).toContainEqual(
    expect.objectContaining({ status: 'ok', repaired: 'its mode is 600 now' }),
  );
  expect([statSync(auth).mode & 0o777, statSync(config).mode & 0o777]).toEqual([0o600, 0o644]);
  expect((await doctor(home)).rows.filter(({ status }) => status !== 'ok')).toEqual([]);
});

test('what is broken is moved aside, and nothing is lost', async () => {
  await using home = await scratchFolder('home');
  chmodSync(await home.write('auth.json', '{"tok'), 0o600);
  const empty = await home.write(`${ROLLOUT}${id(1)}.jsonl`, '');
  const foreign = await home.write(`${ROLLOUT}${id(2)}.jsonl`, 'no JSON at all\n');
  const torn = await home.write(`${ROLLOUT}${id(3)}.jsonl`, `${META(3)}\n{"torn":\n{}\n`);
  const young = await home.write(`${ROLLOUT}${id(4)}.jsonl`, '');
  await home.write(`turnwire/rollout-index/rollout-2026-01-02T03-04-05-${id(3)}.jsonl.json`, 'damaged');
  await home.write(`turnwire/rollout-index/rollout-2026-01-02T03-04-05-${id(9)}.jsonl.json`, 'of nothing');
  const draft = await home.write('config.toml.1234567890', 'half');
  for (const path of [empty, foreign, torn, draft]) old(path);
  const dead = { pid: 2 ** 22 + 1, started: null, host: (await import('node:os')).hostname(), instance: 'i', token: 1 };
  await home.write(`turnwire/leases/${id(3)}.json`, JSON.stringify(dead));
  const before = all(home).length;
  const { rows } = await doctor(home);
  expect(all(home).length).toBe(before);
  const repairable = rows.filter(({ canRepair }) => canRepair);
  expect(repairable.map(({ check }) => check).sort()).toEqual(
    ['draft', 'index', 'index', 'lease', 'rollout', 'rollout', 'sign-in'].sort(),
  );
  expect(rows).toContainEqual(expect.objectContaining({ path: torn, status: 'warn', canRepair: false }));
  expect(rows).toContainEqual(expect.objectContaining({ path: young, status: 'fail', canRepair: false }));
  const fixed = await doctor(home, '--fix');
  expect(fixed.rows.filter(({ repaired }) => repaired !== undefined)).toHaveLength(repairable.length);
  // Every file is still there, in one place or the other.
  expect(all(home).filter((name) => lstatSync(join(home.path, name)).isFile())).toHaveLength(9);
  expect(readdirSync(join(home.path, 'turnwire/set-aside'))).toHaveLength(repairable.length);
  expect(readFileSync(torn, 'utf8')).toContain('torn');
  expect(existsSync(empty) || existsSync(foreign)).toBe(false);
  expect((await doctor(home)).rows.filter(({ canRepair }) => canRepair)).toEqual([]);
});

test.skipIf(process.platform === 'win32')('a socket of a dead server is told from one that is served', async () => {
  await using home = await scratchFolder('h');
  const dead = join(home.path, 'app-server-control/dead.sock');
  await home.write('app-server-control/keep', '');
  // A process that ends without closing leaves its socket.
  spawnSync(process.execPath, [
    '-e',
    `require('net').createServer().listen(${JSON.stringify(dead)}, () => process.kill(process.pid, 'SIGKILL'))`,
  ]);
  const live = createServer().listen(join(home.path, 'app-server-control/live.sock'));
  const { rows } = await doctor(home, '--fix');
  live.close();
  expect(rows.filter(({ check }) => check === 'socket').map(({ path }) => path)).toEqual([dead]);
  expect(existsSync(dead)).toBe(false);
});

test('links, pipes and names that steer a terminal are harmless', async () => {
  await using home = await scratchFolder('home');
  await using other = await scratchFolder('other');
  const target = await other.write('secret', '{"x');
  symlinkSync(target, join(home.path, 'auth.json'));
  await home.write(`${ROLLOUT}\u001b]0;x\u0007.jsonl`, 'x\n');
  const { stdout } = await runCommand(home.path, ['doctor', '--fix']);
  expect(stdout).not.toContain('\u001b');
  expect(readFileSync(target, 'utf8')).toBe('{"x');
});

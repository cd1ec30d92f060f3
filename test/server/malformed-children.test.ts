import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { processStart } from '../../src/os/process-start.js';
import { isAlive } from '../support/alive.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';
import { until } from '../support/until.js';

const ID = '00000000-0000-4000-8000-00000000000';
const DEAD = { pid: 4_194_304, started: 'another-boot 1' };
const head = (id: string, more: object = {}) => ({ id, owner: DEAD, ...more });

/** Entries of a server that is gone; `pid` and `started` are those of a process that is not its child. */
const ENTRIES: Record<string, (pid: number, started: string) => unknown[]> = {
  'no pid': () => [head('a')],
  'a second line that is empty': () => [head('a'), {}],
  'no start': (pid) => [head('a'), { pid, forks: 1 }],
  'a start of nothing': (pid) => [head('a'), { pid, started: null, forks: 1 }],
  'another start': (pid, started) => [head('a'), { pid, started: `${started}0`, forks: 1 }],
  'the start of another boot': (pid) => [head('a'), { pid, started: 'another-boot 1', forks: null }],
  'a pid that is text': (pid, started) => [head('a'), { pid: `${pid}`, started, forks: 1 }],
  'a pid that is no whole number': (pid, started) => [head('a'), { pid: pid + 0.5, started, forks: 1 }],
  'a group in place of a pid': (pid, started) => [head('a'), { pid: -pid, started, forks: 1 }],
  'pid 0': (_, started) => [head('a'), { pid: 0, started, forks: 1 }],
  'pid 1': (_, started) => [head('a'), { pid: 1, started, forks: 1 }],
  'pid -1': (_, started) => [head('a'), { pid: -1, started, forks: 1 }],
  'a pid that is too large': (_, started) => [head('a'), { pid: 2 ** 60, started, forks: 1 }],
  'forks that are text': (pid, started) => [head('a'), { pid, started, forks: 'many' }],
  'forks of more than there were': (pid) => [head('a'), { pid, started: 'x 1', forks: 2 ** 52 }],
  'no owner': (pid, started) => [{ id: 'a' }, { pid, started, forks: 1 }],
  'an owner that is text': (pid, started) => [
    { id: 'a', owner: 'me' },
    { pid, started, forks: 1 },
  ],
  'an owner without a pid': (pid, started) => [
    { id: 'a', owner: { started: 'x' } },
    { pid, started, forks: 1 },
  ],
  'an empty id': (pid, started) => [head(''), { pid, started, forks: 1 }],
  'an id that is a number': (pid, started) => [
    { id: 7, owner: DEAD },
    { pid, started, forks: 1 },
  ],
  'the pid in the third line': (pid, started) => [head('a'), null, { pid, started, forks: 1 }],
  'the pid in the first line': (pid, started) => [head('a', { pid, started, forks: 1 })],
  'the lines in the other order': (pid, started) => [{ pid, started, forks: 1 }, head('a')],
  'a list': (pid, started) => [[head('a')], [{ pid, started, forks: 1 }]],
  nothing: () => [null, null],
  numbers: (pid) => [pid, pid],
};

it('malformed entries of children crash nothing, end no other process, and are removed', async () => {
  await using home = await scratchFolder('home');
  const folder = join(home.path, 'turnwire', 'children');
  mkdirSync(folder, { recursive: true });
  const foreign = spawn('sleep', ['300'], { stdio: 'ignore', detached: true });
  const pid = foreign.pid as number;
  try {
    const started = processStart(pid) ?? '';
    Object.values(ENTRIES).forEach((entry, n) => {
      const lines = entry(pid, started).map((line) => JSON.stringify(line));
      writeFileSync(join(folder, `${ID.slice(0, -2)}${String(n).padStart(3, '0')}.jsonl`), `${lines.join('\n')}\n`);
    });
    const bytes = Buffer.from('{"id":"a","owner":{"pid":1,"started":"\xff\0"}}\n\n\0\n', 'latin1');
    writeFileSync(join(folder, `${ID}a.jsonl`), bytes);
    writeFileSync(join(folder, `${pid}.json`), JSON.stringify({ pid, started: 'x 1', owner: DEAD }));
    await using server = await startServer({ home: home.path });
    await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
    await server.request('newConversation', {});
    await until('the entries to be gone', () => readdirSync(folder).length === 0);
    expect(isAlive(pid)).toBe(true);
    expect(existsSync(folder)).toBe(true);
    await server.request('getUserAgent');
    expect(server.stderr).not.toContain('ended commands');
  } finally {
    end(foreign);
  }
});

it('a child without a pid in its entry is found by what is in its environment, and no other one', async () => {
  await using home = await scratchFolder('home');
  const folder = join(home.path, 'turnwire', 'children');
  mkdirSync(folder, { recursive: true });
  const own = `${ID}1`;
  const start = (id: string) =>
    spawn('sleep', ['300'], { stdio: 'ignore', detached: true, env: { ...process.env, TURNWIRE_CHILD: id } });
  const [lost, near, longer] = [start(own), start(own.slice(0, -1)), start(`${own}2`)];
  try {
    writeFileSync(join(folder, `${own}.jsonl`), `${JSON.stringify(head(own))}\n`);
    await using server = await startServer({ home: home.path });
    await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
    await until('it to end', () => !isAlive(lost.pid as number));
    await until('the entry to be gone', () => readdirSync(folder).length === 0);
    expect([near, longer].map(({ pid }) => isAlive(pid as number))).toEqual([true, true]);
  } finally {
    for (const child of [lost, near, longer]) end(child);
  }
});

function end({ pid }: ChildProcess): void {
  try {
    process.kill(pid as number, 'SIGKILL');
  } catch {
    // ended already
  }
}

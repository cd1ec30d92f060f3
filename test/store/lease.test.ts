import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test, vi } from 'vitest';
import { processStart } from '../../src/os/process-start.js';
import { Leases } from '../../src/store/files/lease.js';
import { scratchFolder } from '../support/scratch.js';
import { putOdd } from '../support/special-files.js';

const ID = '00000000-0000-4000-8000-000000000001';
const FILE = `turnwire/leases/${ID}.json`;

/** Another process, alive until the end of the test. */
async function neighbour() {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1e6)'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    pid: child.pid as number,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

/** The pid of a process that has ended. */
async function gone(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
  await once(child, 'close');
  return child.pid as number;
}

async function scene(owner?: Record<string, unknown> | string) {
  const home = await scratchFolder('lease');
  const full = { host: hostname(), instance: 'other', started: null };
  if (owner !== undefined) {
    await home.write(FILE, typeof owner === 'string' ? owner : JSON.stringify({ ...full, ...owner }));
  }
  const leases = new Leases(home.path);
  return {
    leases,
    home,
    path: join(home.path, FILE),
    owner: () =>
      JSON.parse(readFileSync(join(home.path, FILE), 'utf8')) as { pid: number; instance: string; token: number },
    files: () => readdirSync(join(home.path, 'turnwire/leases')),
    async [Symbol.asyncDispose]() {
      leases.releaseAll();
      await home[Symbol.asyncDispose]();
    },
  };
}

test('a lease names its owner, is taken once, and leaves nothing behind', async () => {
  await using s = await scene();
  s.leases.take(ID);
  s.leases.take(ID);
  expect(s.leases.tokenOf(ID)).toBeDefined();
  expect(s.owner()).toMatchObject({ pid: process.pid, host: hostname(), started: processStart(process.pid) });
  s.leases.release(ID);
  s.leases.release(ID);
  expect(s.leases.tokenOf(ID)).toBeUndefined();
  expect(s.files()).toEqual([]);
});

test('a living owner is named in the error', async () => {
  await using other = await neighbour();
  await using s = await scene({ pid: other.pid, started: processStart(other.pid) });
  const data = { id: ID, pid: other.pid, host: hostname() };
  expect(() => s.leases.take(ID)).toThrow(expect.objectContaining({ code: 'conversation_busy', data }));
  expect(s.owner().pid).toBe(other.pid);
  expect(s.leases.tokenOf(ID)).toBeUndefined();
});

test('the lease of a dead owner is taken over at once', async () => {
  await using s = await scene({ pid: await gone() });
  s.leases.take(ID);
  expect(s.owner().pid).toBe(process.pid);
  expect(s.files()).toHaveLength(1);
});

test.skipIf(process.platform !== 'linux')('an owner whose pid another process has by now is dead', async () => {
  await using other = await neighbour();
  await using s = await scene({ pid: other.pid, started: 'an earlier boot 1' });
  s.leases.take(ID);
  expect(s.owner().pid).toBe(process.pid);
});

test('an owner with the pid of this very process is an earlier one, unless it lives in it', async () => {
  await using s = await scene({ pid: process.pid, started: processStart(process.pid) });
  s.leases.take(ID);
  expect(s.owner().instance).not.toBe('other');
  const second = new Leases(s.home.path);
  expect(() => second.take(ID)).toThrow(expect.objectContaining({ code: 'conversation_busy' }));
  second.release(ID);
  s.leases.release(ID);
  second.take(ID);
  s.leases.release(ID);
  expect(second.tokenOf(ID)).toBeDefined();
  expect(s.files()).toHaveLength(1);
  second.releaseAll();
});

test.each(['', '{"pid":', '{"pid":"x"}', 'null'])('a torn lease (%j) has no owner', async (content) => {
  await using s = await scene(content);
  s.leases.take(ID);
  expect(s.owner().pid).toBe(process.pid);
});

test('an owner on another machine counts as alive while its lease is fresh', async () => {
  await using s = await scene({ pid: 1, host: 'elsewhere.example' });
  const data = { id: ID, pid: 1, host: 'elsewhere.example' };
  expect(() => s.leases.take(ID)).toThrow(expect.objectContaining({ data }));
  utimesSync(join(s.home.path, FILE), new Date(0), new Date(0));
  s.leases.take(ID);
  expect(s.owner().pid).toBe(process.pid);
});

test('of many that take over from a dead owner one gets it', async () => {
  await using s = await scene({ pid: await gone() });
  const all = Array.from({ length: 20 }, () => new Leases(s.home.path));
  const took = all.filter((leases) => {
    try {
      leases.take(ID);
      return true;
    } catch {
      return false; // another one has it
    }
  });
  expect(took).toHaveLength(1);
  for (const leases of all) leases.releaseAll();
  expect(s.files()).toEqual([]);
});

test('the token grows with each owner, also when the clock was set back', async () => {
  const future = Date.now() * 2000;
  await using s = await scene({ pid: await gone(), token: future });
  expect(s.leases.take(ID)).toBe(future + 1);
  expect(s.leases.take(ID)).toBe(future + 1);
  expect(s.owner().token).toBe(future + 1);
});

test('the token grows from one owner to the next where the clock is set back between them', async () => {
  await using s = await scene();
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    let last = 0;
    for (const [n, ms] of [5_000_000, 4_000_000, 4_000_001, 1, 5_000_000].entries()) {
      vi.setSystemTime(ms);
      const leases = n % 2 === 0 ? s.leases : new Leases(s.home.path);
      const token = leases.take(ID);
      expect(token).toBeGreaterThan(last);
      last = token;
      vi.setSystemTime(ms + 10_000);
      leases.release(ID);
      leases.releaseAll();
    }
  } finally {
    vi.useRealTimers();
  }
});

test('the token grows from one owner to the next where nothing is left of the one before', async () => {
  await using s = await scene();
  const first = s.leases.take(ID);
  s.leases.release(ID);
  expect(s.leases.take(ID)).toBeGreaterThan(first);
});

test.skipIf(process.platform !== 'linux')(
  'a process that has ended and was not reaped (a zombie) is dead',
  async () => {
    const script = 'sleep 1000 & echo $!; exec sleep 1000';
    const parent = spawn('bash', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(said.toString());
    // A shell would reap its child.
    await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'latin1')).toBe('sleep\n');
    process.kill(pid, 'SIGKILL');
    const state = () => /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1];
    await expect.poll(state).toBe('Z');
    await using s = await scene({ pid, started: processStart(pid) });
    s.leases.take(ID);
    expect(s.owner().pid).toBe(process.pid);
    parent.kill('SIGKILL');
    await once(parent, 'close');
  },
);

test('a lease that was removed is made again at the next claim', async () => {
  await using s = await scene();
  s.leases.take(ID);
  rmSync(join(s.home.path, 'turnwire'), { recursive: true });
  s.leases.take(ID);
  expect(s.owner().pid).toBe(process.pid);
});

test.each(['in place', 'by another file'])(
  'a lease that a living process has taken meanwhile (%s) is noticed',
  async (how) => {
    await using other = await neighbour();
    await using s = await scene();
    s.leases.take(ID);
    if (how === 'by another file') rmSync(s.path);
    const owner = { pid: other.pid, started: processStart(other.pid), host: hostname(), instance: 'other' };
    writeFileSync(s.path, JSON.stringify(owner));
    expect(() => s.leases.take(ID)).toThrow(expect.objectContaining({ code: 'conversation_busy' }));
    s.leases.release(ID);
    expect(s.owner().pid).toBe(other.pid);
  },
);

const odd: [string, (path: string) => void][] = [
  ['a folder', (path) => mkdirSync(join(path, 'full'), { recursive: true })],
  ['a link', (path) => symlinkSync('/dev/zero', path)],
  ['a big file', (path) => writeFileSync(path, 'x'.repeat(100_000))],
  ['a file of a later version', (path) => writeFileSync(path, '{"v":2}')],
];
test.each(odd)('%s in the place of a lease is set aside', async (_, put) => {
  await using s = await scene();
  mkdirSync(join(s.path, '..'), { recursive: true });
  put(s.path);
  s.leases.take(ID);
  expect(s.owner().pid).toBe(process.pid);
});

test.skipIf(process.platform === 'win32')('a pipe in the place of a lease blocks nothing', async () => {
  await using s = await scene();
  mkdirSync(join(s.path, '..'), { recursive: true });
  await once(spawn('mkfifo', [s.path]), 'close');
  s.leases.take(ID);
  expect(s.owner().pid).toBe(process.pid);
});

test.skipIf(process.platform === 'win32')('a pipe in the place of the last token blocks nothing', async () => {
  await using s = await scene();
  await putOdd('a pipe', join(s.home.path, 'turnwire/last-token'));
  const token = s.leases.take(ID);
  s.leases.release(ID);
  expect(Number(readFileSync(join(s.home.path, 'turnwire/last-token'), 'latin1'))).toBe(token);
});

test('where leases cannot be kept, the error says so', async () => {
  await using s = await scene();
  await s.home.write('turnwire', 'a file');
  expect(() => s.leases.take(ID)).toThrow(expect.objectContaining({ code: 'io_error' }));
});

// With few descriptors left a living lease must not look torn.
test.skipIf(process.platform !== 'linux')('without free descriptors a living owner keeps its lease', async () => {
  await using other = await neighbour();
  await using s = await scene({ pid: other.pid, started: processStart(other.pid) });
  const program = await racer(s.home.path, 'lease-starved.ts');
  const script = 'ulimit -n 40 && exec "$0" "$1" "$2" "$3"';
  const child = spawn('bash', ['-c', script, process.execPath, program, s.home.path, ID], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(said.toString()).toBe('io_error EMFILE\n');
  child.kill('SIGKILL');
  expect(s.owner().pid).toBe(other.pid);
});

test('of processes that race for leases and die with them, there are never two owners', {
  timeout: 60_000,
}, async () => {
  await using home = await scratchFolder('race');
  const program = await racer(home.path, 'lease-racer.ts');
  const slot = async () => {
    for (let n = 0; n < 5; n++) {
      await once(spawn(process.execPath, [program, home.path, '8'], { stdio: 'inherit' }), 'close');
    }
  };
  await Promise.all([slot(), slot(), slot()]);
  const lines = readFileSync(join(home.path, 'journal'), 'utf8').trimEnd().split('\n');
  const taken = lines.filter((line) => /^\d+ \d+$/.test(line));
  expect(lines.filter((line) => !taken.includes(line))).toEqual([]);
  expect(taken.length).toBeGreaterThan(100);
  const last = new Map<string, number>();
  for (const line of taken) {
    const [n, token] = line.split(' ') as [string, string];
    expect(Number(token)).toBeGreaterThan(last.get(n) ?? 0);
    last.set(n, Number(token));
  }
});

/** A program of this folder as one file, which starts fast. */
async function racer(folder: string, name: string): Promise<string> {
  const outfile = join(mkdtempSync(join(folder, 'program-')), 'program.mjs');
  const entry = fileURLToPath(new URL(name, import.meta.url));
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  return outfile;
}

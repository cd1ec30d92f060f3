import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { processStart } from '../../src/os/process-start.js';
import { Leases } from '../../src/store/files/lease.js';
import { scratchFolder } from '../support/scratch.js';

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

/** A process that has been. */
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
    owner: () => JSON.parse(readFileSync(join(home.path, FILE), 'utf8')) as { pid: number; instance: string },
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
  expect(s.leases.holds(ID)).toBe(true);
  expect(s.owner()).toMatchObject({ pid: process.pid, host: hostname(), started: processStart(process.pid) });
  s.leases.release(ID);
  s.leases.release(ID);
  expect(s.leases.holds(ID)).toBe(false);
  expect(s.files()).toEqual([]);
});

test('a living owner is named to those who come after it', async () => {
  await using other = await neighbour();
  await using s = await scene({ pid: other.pid, started: processStart(other.pid) });
  const data = { id: ID, pid: other.pid, host: hostname() };
  expect(() => s.leases.take(ID)).toThrow(expect.objectContaining({ code: 'conversation_busy', data }));
  expect(s.owner().pid).toBe(other.pid);
  expect(s.leases.holds(ID)).toBe(false);
});

test('a dead owner is followed at once', async () => {
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
  expect(second.holds(ID)).toBe(true);
  expect(s.files()).toHaveLength(1);
  second.releaseAll();
});

test.each(['', '{"pid":', '{"pid":"x"}', 'null'])('a lease that cannot be read (%j) is nobody’s', async (content) => {
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

test('of many who take over from a dead owner one gets it', async () => {
  await using s = await scene({ pid: await gone() });
  const all = Array.from({ length: 20 }, () => new Leases(s.home.path));
  const took = all.filter((leases) => {
    try {
      leases.take(ID);
      return true;
    } catch {
      return false; // somebody else has it
    }
  });
  expect(took).toHaveLength(1);
  for (const leases of all) leases.releaseAll();
  expect(s.files()).toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Server, startServer } from '../../support/server.js';
import { until } from '../../support/until.js';
import { INITIALIZE, methods } from './session.js';

async function skill(folder: string, description = 'about it'): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'SKILL.md'), `---\nname: one\ndescription: ${description}\n---\nDo it.\n`);
}

async function start(capabilities: object = {}) {
  const server = await startServer();
  const all = { ...INITIALIZE.capabilities, ...capabilities };
  await server.request('initialize', { ...INITIALIZE, capabilities: all });
  await mkdir(join(server.work, '.git'));
  return server;
}

const changes = (server: Server): number => methods(server).filter((method) => method === 'skills/changed').length;

/** The next notification after the action. */
async function notified(server: Server, action: () => Promise<unknown>): Promise<void> {
  const before = changes(server);
  await action();
  await until('skills/changed', () => changes(server) > before);
}

/** What inotify watches for the server. A folder is watched by its inode. */
function watched({ child }: Server): number {
  const infos = `/proc/${child.pid}/fdinfo`;
  const texts = readdirSync(infos).map((fd) => {
    try {
      return readFileSync(join(infos, fd), 'utf8');
    } catch {
      return ''; // closed meanwhile
    }
  });
  return texts
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('inotify ')).length;
}

test('a client that has listed skills is notified when one of them changes, comes or goes', async () => {
  await using server = await start();
  const { home, work } = server;
  await skill(join(home, 'skills', 'one'));
  await server.request('skills/list', { cwds: [join(work)] });
  await notified(server, () => skill(join(home, 'skills', 'one'), 'something else'));
  await notified(server, () => skill(join(home, '.agents', 'skills', 'two')));
  await notified(server, () => skill(join(work, '.codex', 'skills', 'deep', 'three')));
  await notified(server, () => skill(join(work, '.codex', 'skills', 'deep', 'three'), 'changed'));
  await notified(server, () => rm(join(home, 'skills', 'one'), { recursive: true }));
});

test('further folders of a client are watched as well', async () => {
  await using server = await start();
  const extra = join(server.work, 'extra');
  await notified(server, () => server.request('skills/extraRoots/set', { extraRoots: [extra] }));
  await notified(server, () => skill(join(extra, 'one')));
  await notified(server, () => skill(join(extra, 'one'), 'changed'));
});

test('nothing is watched before a client has listed skills, or for one that does not want to know', async () => {
  await using server = await start({ optOutNotificationMethods: ['skills/changed'] });
  await server.request('skills/list', {});
  await skill(join(server.home, 'skills', 'one'));
  await server.request('skills/list', {});
  expect(watched(server)).toBe(0);
  await using silent = await start();
  await skill(join(silent.home, 'skills', 'one'));
  await silent.request('model/list', {});
  expect(watched(silent)).toBe(0);
});

test('a flood of changes gives at most one notification a second, and one after the last change', async () => {
  await using server = await start();
  const folder = join(server.home, 'skills', 'one');
  await skill(folder);
  await server.request('skills/list', {});
  const before = performance.now();
  for (let i = 0; i < 300; i++) await skill(folder, `version ${i}`);
  await until('a notification', () => changes(server) > 0);
  const seconds = (performance.now() - before) / 1000;
  expect(changes(server)).toBeLessThanOrEqual(1 + Math.ceil(seconds));
  const { data } = await server.request<{ data: { skills: { description: string }[] }[] }>('skills/list', {});
  expect(data[0]?.skills[0]?.description).toBe('version 299');
});

test('listing again and again, and many folders, need no more watches', async () => {
  await using server = await start();
  const root = join(server.home, 'skills');
  await Promise.all(Array.from({ length: 600 }, (_, i) => mkdir(join(root, `s${i}`), { recursive: true })));
  await server.request('skills/list', {});
  await server.request('skills/list', {});
  const first = watched(server);
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThanOrEqual(1000);
  for (let i = 0; i < 20; i++) await server.request('skills/list', { cwds: [server.work, `/nowhere/${i}`] });
  expect(watched(server)).toBeLessThanOrEqual(1000);
  await notified(server, () => rm(root, { recursive: true }));
  await until('the end of the watches', () => watched(server) < 50);
});

import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { viewOfHome } from '../../../src/process/sandbox/home-view.js';
import { canRead, secretPaths, secretsElsewhere } from '../../../src/process/sandbox/secrets.js';
import { scratchFolder } from '../../support/scratch.js';

test('secrets cannot be read by any name', async () => {
  await using scratch = await scratchFolder('secrets');
  const home = join(scratch.path, 'home');
  await scratch.write('vault/auth', 'secret');
  await scratch.write('home/.env', 'KEY=secret');
  await scratch.write('home/config.toml', '');
  await scratch.write('other/auth.json', 'not ours');
  await symlink('../vault/auth', join(home, 'auth.json'));
  await symlink('home/.env', join(scratch.path, 'innocent.png'));
  await symlink('home', join(scratch.path, 'spelled'));

  const refused = [
    'home/auth.json',
    'home/.env',
    'vault/auth',
    'innocent.png',
    'spelled/auth.json',
    'home/auth.json.new',
    'home/.credentials.json',
    'home/.credentials.json.1234',
  ];
  for (const path of refused) expect(await canRead(join(scratch.path, path), home), path).toBe(false);
  for (const path of ['home/config.toml', 'other/auth.json', 'missing']) {
    expect(await canRead(join(scratch.path, path), home), path).toBe(true);
  }
  expect(await canRead(`/proc/self/root${home}/.env`, home)).toBe(false);
  expect(await canRead('/proc/self/environ', home)).toBe(false);
  expect(await canRead('/dev/zero', home)).toBe(false);

  expect(secretPaths(home)).toEqual(
    [
      ...[
        'auth.json',
        '.credentials.json',
        '.env',
        'app-server-control',
        'turnwire-relay',
        'turnwire-websocket-token',
      ].map((name) => `home/${name}`),
      'vault/auth',
    ].map((p) => join(scratch.path, p)),
  );
  expect(await secretsElsewhere(home)).toEqual([join(scratch.path, 'vault/auth')]);
});

test('a command sees the home without its secrets', async () => {
  await using scratch = await scratchFolder('secrets');
  const home = join(scratch.path, 'home');
  expect(await viewOfHome(home)).toBeUndefined();
  await mkdir(join(home, 'sessions'), { recursive: true });
  for (const name of ['config.toml', 'auth.json', 'auth.json.1234', '.credentials.json', '.env', 'AGENTS.md'])
    await scratch.write(`home/${name}`, '');
  await symlink('/elsewhere', join(home, 'prompts'));
  const view = await viewOfHome(home);
  expect(view?.path).toBe(home);
  expect([...(view?.entries ?? [])].sort()).toEqual(
    ['AGENTS.md', 'config.toml', 'sessions'].map((name) => join(home, name)),
  );
  expect(view?.links).toEqual([{ path: join(home, 'prompts'), target: '/elsewhere' }]);
});

import { renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConfigFile } from '../../src/config/config-file.js';
import { scratchFolder } from '../support/scratch.js';

/** Long enough ago that the clock of a file system tells it from now. */
const LONG_AGO = new Date('2020-01-01T00:00:00Z');

test('a file that stays the same is the same object', async () => {
  await using home = await scratchFolder('home');
  await home.write('config.toml', 'model = "a"\n');
  const file = new ConfigFile(home.path);
  expect(file.read()).toBe(file.read());
  expect(file.read().tree).toEqual({ model: 'a' });
});

test('an edit is seen, also one of the same size that puts the time back', async () => {
  await using home = await scratchFolder('home');
  const path = await home.write('config.toml', 'model = "a"\n');
  const file = new ConfigFile(home.path);
  const { mtimeMs } = statSync(path);
  for (const model of [...'bcdefghij']) {
    writeFileSync(path, `model = "${model}"\n`);
    utimesSync(path, mtimeMs / 1000, mtimeMs / 1000);
    expect(file.read().tree).toEqual({ model });
  }
  const other = await home.write('other.toml', 'model = "z"\n');
  utimesSync(other, LONG_AGO, LONG_AGO);
  renameSync(other, path);
  expect(file.read().tree).toEqual({ model: 'z' });
});

test('a file that comes, breaks, goes and comes again', async () => {
  await using home = await scratchFolder('home');
  const file = new ConfigFile(home.path);
  expect(file.read()).toMatchObject({ text: '', tree: {} });
  const path = await home.write('config.toml', 'model = "a"\n');
  expect(file.read().tree).toEqual({ model: 'a' });
  writeFileSync(path, 'model = \n');
  expect(() => file.read()).toThrow(/line 1, column 9/);
  expect(() => file.read()).toThrow(/line 1, column 9/);
  renameSync(path, `${path}.old`);
  expect(file.read().tree).toEqual({});
  writeFileSync(path, 'model = "b"\n');
  expect(file.read().tree).toEqual({ model: 'b' });
});

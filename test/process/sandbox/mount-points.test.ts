import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { isMountPoint, MountPoints } from '../../../src/process/sandbox/mount-points.js';
import { Supervisor } from '../../../src/process/supervisor.js';
import { scratchFolder } from '../../support/scratch.js';

const linuxOnly = process.platform === 'linux' ? test : test.skip;

// C221
linuxOnly('servers that hold one mount point and leave it at the same time never take it from each other', async () => {
  await using scratch = await scratchFolder('points');
  const path = join(scratch.path, '.git');
  const outfile = join(scratch.path, 'racer.mjs');
  const entryPoints = ['test/process/sandbox/mount-point-racer.ts'];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  const supervisor = new Supervisor();
  const racers = Array.from({ length: 3 }, () =>
    supervisor.run({ argv: [process.execPath, outfile, path, '1500'], cwd: scratch.path, env: process.env }),
  );
  for (const result of await Promise.all(racers)) expect(result).toMatchObject({ exitCode: 0, stdout: 'held 1500\n' });
  expect(readdirSync(scratch.path)).toEqual(['racer.mjs']);
});

linuxOnly('what is no mount point stays what it is', async () => {
  await using scratch = await scratchFolder('points');
  const at = (name: string) => join(scratch.path, name);
  mkdirSync(at('empty'));
  mkdirSync(at('full'));
  writeFileSync(at('full/file'), '');
  writeFileSync(at('file'), 'text');
  symlinkSync('full', at('link'));
  symlinkSync('nowhere', at('dangling'));
  const points = new MountPoints();
  const paths = ['empty', 'full', 'file', 'link', 'dangling', 'full/file/x', 'none/x'].map(at);
  expect(points.hold(paths)).toEqual([]);
  points.release(paths);
  expect(readdirSync(scratch.path).sort()).toEqual(['dangling', 'empty', 'file', 'full', 'link']);
  expect(readdirSync(at('full'))).toEqual(['file']);
  expect(await readFile(at('file'), 'utf8')).toBe('text');
});

linuxOnly('the names of dead servers go with the last living one; what the user adds stays', async () => {
  await using scratch = await scratchFolder('points');
  const path = join(scratch.path, '.git');
  const [one, two] = [new MountPoints(), new MountPoints()];
  mkdirSync(path, { mode: 0o1755 });
  writeFileSync(join(path, 'turnwire.4194304.a-boot.12.0123abcd'), '');
  expect(isMountPoint(path)).toBe(true);
  expect([one.hold([path]), one.hold([path]), two.hold([path])]).toEqual([[path], [path], [path]]);
  one.release([path]);
  one.release([path]);
  expect(readdirSync(path)).toHaveLength(1);
  writeFileSync(join(path, 'HEAD'), '');
  two.release([path]);
  expect(readdirSync(path)).toEqual(['HEAD']);
  expect(isMountPoint(path)).toBe(false);
});

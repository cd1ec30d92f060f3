import { lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeAtomically } from '../../src/os/atomic-write.js';
import { scratchFolder } from '../support/scratch.js';
import { putOdd } from '../support/special-files.js';

// Written in place, the old text would be gone while the new one is not whole yet.
it.each(['f', 'link'])('readers with the file open read the old text, later readers the new one: %s', async (name) => {
  await using folder = await scratchFolder('atomic');
  const path = await folder.write('f', 'old');
  symlinkSync('f', join(folder.path, 'link'));
  await using before = await open(path);
  writeAtomically(join(folder.path, name), 'the new text', 0o600);
  expect((await before.readFile()).toString()).toBe('old');
  expect(readFileSync(path, 'utf8')).toBe('the new text');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(lstatSync(join(folder.path, 'link')).isSymbolicLink()).toBe(true);
});

it.each(['a pipe', 'a socket', 'a folder'])(
  '%s is not replaced by a file, neither by its name nor over a link',
  async (kind) => {
    await using folder = await scratchFolder('odd');
    const path = join(folder.path, 'f');
    await putOdd(kind, path);
    symlinkSync('f', join(folder.path, 'link'));
    for (const name of ['f', 'link'])
      expect(() => writeAtomically(join(folder.path, name), 'text')).toThrow('is not a regular file');
    expect(statSync(path).isFile()).toBe(false);
  },
);

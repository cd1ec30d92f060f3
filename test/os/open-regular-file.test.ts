import { appendFileSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  openRegularFile,
  readRegularFile,
  readRegularFileSync,
  readStart,
  realPathOfOpen,
  UnusableFileError,
} from '../../src/os/open-regular-file.js';
import { scratchFolder } from '../support/scratch.js';
import { putOdd, SPECIAL_FILES } from '../support/special-files.js';

const LIMIT = { maxBytes: 1000 };

it.each(Object.keys(SPECIAL_FILES))('%s is refused at once', async (kind) => {
  await using folder = await scratchFolder('odd');
  const path = join(folder.path, 'f');
  await putOdd(kind, path);
  // A terminal that the process does not have is an error of the system.
  const why = expect.stringMatching(/^it (is not a regular file|has more than 0 KiB, which is the most)$|ENXIO|EACCES/);
  await expect(readRegularFile(path, LIMIT)).rejects.toMatchObject({ message: why });
  expect(() => readRegularFileSync(path, LIMIT)).toThrow(expect.objectContaining({ message: why }));
});

it('a whole file is read up to the limit, and a longer one is refused', async () => {
  await using folder = await scratchFolder('odd');
  for (const size of [0, 1, 999, 1000]) {
    const path = await folder.write('f', 'x'.repeat(size));
    expect(await readRegularFile(path, LIMIT)).toHaveLength(size);
    expect(readRegularFileSync(path, LIMIT)).toHaveLength(size);
  }
  const path = await folder.write('f', 'x'.repeat(1001));
  await expect(readRegularFile(path, LIMIT)).rejects.toThrow(UnusableFileError);
  expect(() => readRegularFileSync(path, LIMIT)).toThrow(UnusableFileError);
});

it.runIf(process.platform === 'linux')(
  'a file that has more than its size says is read, and its limit counts',
  async () => {
    expect((await readRegularFile('/proc/self/status', { maxBytes: 100_000 })).toString()).toContain('Pid:');
    expect(readRegularFileSync('/proc/self/status', { maxBytes: 100_000 }).toString()).toContain('Pid:');
    await expect(readRegularFile('/proc/self/status', { maxBytes: 20 })).rejects.toThrow(UnusableFileError);
  },
);

it('a link can be refused, and the errors of the system stay as they are', async () => {
  await using folder = await scratchFolder('odd');
  await folder.write('f', 'text');
  symlinkSync('f', join(folder.path, 'link'));
  expect((await readRegularFile(join(folder.path, 'link'), LIMIT)).toString()).toBe('text');
  await expect(readRegularFile(join(folder.path, 'link'), { ...LIMIT, followLinks: false })).rejects.toMatchObject({
    code: 'ELOOP',
  });
  await expect(readRegularFile(join(folder.path, 'none'), LIMIT)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(() => readRegularFileSync(join(folder.path, 'none'), LIMIT)).toThrow(
    expect.objectContaining({ code: 'ENOENT' }),
  );
});

it('the handle gives the real path of an open file, also after its path was replaced', async () => {
  await using folder = await scratchFolder('odd');
  mkdirSync(join(folder.path, 'a'));
  const path = await folder.write('a/f', 'text');
  symlinkSync('a', join(folder.path, 'link'));
  await using file = await openRegularFile(join(folder.path, 'link/f'));
  expect(realPathOfOpen(file.fd, join(folder.path, 'link/f'))).toBe(path);
  renameSync(join(folder.path, 'a'), join(folder.path, 'b'));
  mkdirSync(join(folder.path, 'a'));
  await folder.write('a/f', 'other');
  expect(realPathOfOpen(file.fd, join(folder.path, 'link/f'))).not.toBe(path);
  appendFileSync(join(folder.path, 'b/f'), ' and more');
  expect((await readStart(file, 6)).toString()).toBe('text a');
});

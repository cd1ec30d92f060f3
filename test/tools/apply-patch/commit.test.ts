import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitPlan } from '../../../src/tools/apply-patch/commit.js';
import { type Disk, disk } from '../../../src/tools/apply-patch/files/disk.js';
import { parsePatch } from '../../../src/tools/apply-patch/parse.js';
import { planPatch } from '../../../src/tools/apply-patch/plan.js';
import { scratchFolder } from '../../support/scratch.js';
import { faulty } from './faulty-disk.js';
import { apply, failure, patch, plan, tree } from './support.js';

/** A patch with every kind of change, and what it makes of `startingTree`. */
const EVERYTHING = patch(
  '*** Add File: new/deep/er/n',
  '+new',
  '*** Add File: over',
  '+overwritten',
  '*** Update File: link',
  '-linked',
  '+LINKED',
  '*** Update File: from',
  '*** Move to: moved/onto',
  '-from',
  '+FROM',
  '*** Delete File: gone',
  '*** Delete File: gone-link',
);
const AFTER = {
  from: undefined,
  gone: undefined,
  'gone-link': undefined,
  'kept/target': 'LINKED\n',
  'moved/onto': 'FROM\n',
  'new/': '',
  'new/deep/': '',
  'new/deep/er/': '',
  'new/deep/er/n': 'new\n',
  over: 'overwritten\n',
};

async function startingTree(write: (name: string, content: string) => Promise<string>): Promise<void> {
  const target = await write('kept/target', 'linked\n');
  symlinkSync('kept/target', join(target, '../../link'));
  symlinkSync('kept/target', join(target, '../../gone-link'));
  for (const name of ['over', 'from', 'gone', 'moved/onto']) await write(name, `${name}\n`);
  chmodSync(join(target, '../../over'), 0o750);
  chmodSync(join(target, '../../gone'), 0o604);
}

describe('what is on disk afterwards', () => {
  test('every kind of change, and nothing left lying about', async () => {
    await using work = await scratchFolder('commit');
    await startingTree(work.write);
    const before = tree(work.path);
    await apply(work.path, EVERYTHING);
    expect(tree(work.path)).toEqual(JSON.parse(JSON.stringify({ ...before, ...AFTER })));
  });

  test('links stay links', async () => {
    await using work = await scratchFolder('commit');
    await startingTree(work.write);
    await apply(work.path, EVERYTHING);
    expect(readlinkSync(join(work.path, 'link'))).toBe('kept/target');
    expect(existsSync(join(work.path, 'kept/target'))).toBe(true);
  });

  test('a new file is written through a link that leads nowhere yet', async () => {
    await using work = await scratchFolder('commit');
    symlinkSync('sub/real', join(work.path, 'link'));
    await apply(work.path, patch('*** Add File: link', '+x'));
    expect(readlinkSync(join(work.path, 'link'))).toBe('sub/real');
    expect(readFileSync(join(work.path, 'sub/real'), 'utf8')).toBe('x\n');
  });

  test('a link that is deleted and added again becomes a file', async () => {
    await using work = await scratchFolder('commit');
    await work.write('target', 'x\n');
    symlinkSync('target', join(work.path, 'link'));
    await apply(work.path, patch('*** Delete File: link', '*** Add File: link', '+own'));
    expect(lstatSync(join(work.path, 'link')).isFile()).toBe(true);
    expect(tree(work.path)).toEqual({ link: 'own\n', target: 'x\n' });
  });

  test('a link that moves leaves what it led to', async () => {
    await using work = await scratchFolder('commit');
    await work.write('target', 'x\n');
    symlinkSync('target', join(work.path, 'link'));
    await apply(work.path, patch('*** Update File: link', '*** Move to: file', '-x', '+y'));
    expect(tree(work.path)).toEqual({ file: 'y\n', target: 'x\n' });
  });

  test.each([0o755, 0o600, 0o444 | 0o200, 0o4755])('mode %o stays, also through a move', async (mode) => {
    await using work = await scratchFolder('commit');
    for (const name of ['f', 'g']) chmodSync(await work.write(name, 'x\n'), mode);
    await apply(work.path, patch('*** Update File: f', '-x', '+y', '*** Update File: g', '*** Move to: h', '-x', '+y'));
    for (const name of ['f', 'h']) expect(statSync(join(work.path, name)).mode & 0o7777).toBe(mode);
  });

  test('a new file gets the mode that new files get', async () => {
    await using work = await scratchFolder('commit');
    await apply(work.path, patch('*** Add File: f', '+x'));
    writeFileSync(join(work.path, 'g'), '');
    expect(statSync(join(work.path, 'f')).mode).toBe(statSync(join(work.path, 'g')).mode);
  });

  test.runIf(process.getuid?.() === 0)('a file that root edits stays its owner’s', async () => {
    await using work = await scratchFolder('commit');
    chownSync(await work.write('f', 'x\n'), 1234, 1235);
    await apply(work.path, patch('*** Update File: f', '-x', '+y'));
    expect(statSync(join(work.path, 'f'))).toMatchObject({ uid: 1234, gid: 1235 });
  });

  test('a change of nothing does not touch the file', async () => {
    await using work = await scratchFolder('commit');
    const { ino } = statSync(await work.write('f', 'x\n'));
    await apply(work.path, patch('*** Update File: f', ' x'));
    expect(statSync(join(work.path, 'f')).ino).toBe(ino);
  });

  test('an empty file, and a name as long as names can be', async () => {
    await using work = await scratchFolder('commit');
    const long = 'n'.repeat(255);
    await apply(work.path, patch('*** Add File: e', `*** Add File: ${long}`, '+x'));
    expect(tree(work.path)).toEqual({ e: '', [long]: 'x\n' });
  });
});

describe('C122: all or nothing', () => {
  test('a failure at any step leaves everything as it was', async () => {
    let failures = 0;
    for (let step = 1; ; step++) {
      await using work = await scratchFolder('commit');
      await startingTree(work.write);
      const before = tree(work.path);
      const modes = () => ['over', 'gone'].map((name) => statSync(join(work.path, name)).mode);
      const modesBefore = modes();
      const planned = await plan(work.path, EVERYTHING);
      const { disk: broken, steps } = faulty(step);
      const message = await commitPlan(planned, { disk: broken }).then(
        () => undefined,
        (e: Error) => e.message,
      );
      if (message === undefined) {
        expect(steps()).toBeLessThan(step);
        break;
      }
      failures++;
      expect(message).toMatch(/^Failed to .*: No space left on device \(os error 28\)$/);
      expect(tree(work.path)).toEqual(before);
      expect(modes()).toEqual(modesBefore);
      expect(readlinkSync(join(work.path, 'gone-link'))).toBe('kept/target');
    }
    expect(failures).toBeGreaterThan(30);
  });

  test('a disk that breaks for good: what could not be put back is named', async () => {
    await using work = await scratchFolder('commit');
    await work.write('a', 'a\n');
    await work.write('b', 'b\n');
    const planned = await plan(work.path, patch('*** Update File: a', '-a', '+A', '*** Delete File: b'));
    let broken = false;
    const fail = () => Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO', errno: -5 }));
    const dying: Disk = {
      ...disk,
      remove: () => {
        broken = true;
        return fail();
      },
      create: (...all) => (broken ? fail() : disk.create(...all)),
    };
    expect(await failure(commitPlan(planned, { disk: dying }))).toMatch(
      /^Failed to delete file b: .*os error 5\); not put back: a \(.*os error 5\)\)?/,
    );
  });

  test('a parent that is a file', async () => {
    await using work = await scratchFolder('commit');
    await work.write('b.txt', 'b\n');
    const before = tree(work.path);
    const text = patch('*** Add File: z/ok', '+x', '*** Add File: b.txt/x', '+x');
    expect(await failure(apply(work.path, text))).toBe(
      'Failed to create parent directories for b.txt/x: Not a directory (os error 20)',
    );
    expect(tree(work.path)).toEqual(before);
  });

  test.each([
    ['a folder', 'ro/f'],
    ['a file', 'locked'],
  ])('%s that may not be written', async (_, name) => {
    await using work = await scratchFolder('commit');
    await work.write('a', 'a\n');
    await work.write('ro/f', 'f\n');
    chmodSync(await work.write('locked', 'f\n'), 0o444);
    chmodSync(join(work.path, 'ro'), 0o555);
    const before = tree(work.path);
    const text = patch('*** Update File: a', '-a', '+A', `*** Update File: ${name}`, '-f', '+x');
    const message = await withoutPower(work.path, () => failure(apply(work.path, text)));
    expect(message).toBe(`Failed to write file ${name}: Permission denied (os error 13)`);
    expect(tree(work.path)).toEqual(before);
    chmodSync(join(work.path, 'ro'), 0o755);
  });

  test('a read-only file is not replaced behind its back', async () => {
    await using work = await scratchFolder('commit');
    await work.write('a', 'a\n');
    const planned = await plan(work.path, patch('*** Update File: a', '-a', '+A'));
    const denied = Object.assign(new Error('EACCES'), { code: 'EACCES', errno: -13 });
    const strict: Disk = { ...disk, assertWritable: () => Promise.reject(denied) };
    expect(await failure(commitPlan(planned, { disk: strict }))).toBe(
      'Failed to write file a: Permission denied (os error 13)',
    );
    expect(tree(work.path)).toEqual({ a: 'a\n' });
  });

  test('a folder that was made stays when another program has put a file into it', async () => {
    await using work = await scratchFolder('commit');
    const planned = await plan(work.path, patch('*** Add File: new/sub/f', '+x'));
    const interrupted: Disk = {
      ...disk,
      renameNew: async () => {
        writeFileSync(join(work.path, 'new/theirs'), '');
        throw new Error('no');
      },
    };
    expect(await failure(commitPlan(planned, { disk: interrupted }))).toBe('Failed to write file new/sub/f: no');
    expect(tree(work.path)).toEqual({ 'new/': '', 'new/theirs': '' });
  });

  test('where case does not matter, a move to the same name in other letters keeps the file', async () => {
    await using work = await scratchFolder('commit');
    await work.write('A', 'a\n');
    const fold = (path: string) => path.replace(/\/a$/, '/A');
    const folding: Disk = {
      ...disk,
      find: (path) => disk.find(fold(path)),
      read: (path) => disk.read(fold(path)),
      rename: (from, to) => disk.rename(fold(from), fold(to)),
      remove: (path) => disk.remove(fold(path)),
    };
    const hunks = parsePatch(patch('*** Update File: a', '*** Move to: A', '-a', '+b'));
    await commitPlan(await planPatch(hunks, { cwd: work.path, files: folding }), { disk: folding });
    expect(tree(work.path)).toEqual({ A: 'b\n' });
  });
});

describe('what happened since the plan was made', () => {
  const text = patch('*** Add File: n', '+n', '*** Update File: sub/f', '-f', '+F', '*** Delete File: g');
  const stale = (name: string) => `Failed to write file ${name}: it has changed since the patch was checked`;
  test.each<[what: string, meddle: (cwd: string) => void, message: string]>([
    ['a file was changed', (cwd) => writeFileSync(join(cwd, 'sub/f'), 'theirs\n'), stale('sub/f')],
    ['a new one is there already', (cwd) => writeFileSync(join(cwd, 'n'), 'theirs\n'), stale('n')],
    ['one is gone', (cwd) => renameSync(join(cwd, 'g'), join(cwd, 'h')), stale('g')],
    [
      'a folder became a link to another place',
      (cwd) => {
        renameSync(join(cwd, 'sub'), join(cwd, 'elsewhere'));
        symlinkSync('elsewhere', join(cwd, 'sub'));
      },
      stale('sub/f'),
    ],
    [
      'a file became a link',
      (cwd) => {
        renameSync(join(cwd, 'g'), join(cwd, 'h'));
        symlinkSync('h', join(cwd, 'g'));
      },
      stale('g'),
    ],
    [
      'a file became a folder',
      (cwd) => {
        renameSync(join(cwd, 'g'), join(cwd, 'h'));
        mkdirSync(join(cwd, 'g'));
      },
      stale('g'),
    ],
  ])('%s: refused, and nothing is written', async (_, meddle, message) => {
    await using work = await scratchFolder('commit');
    await work.write('sub/f', 'f\n');
    await work.write('g', 'g\n');
    const planned = await plan(work.path, text);
    meddle(work.path);
    const before = tree(work.path);
    expect(await failure(commitPlan(planned))).toBe(message);
    expect(tree(work.path)).toEqual(before);
  });
});

/** Root may do everything, so under root the folder belongs to the user `nobody`, and the test runs as that user. */
async function withoutPower<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  execFileSync('chown', ['-R', '65534:65534', folder]);
  process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

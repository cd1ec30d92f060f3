import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitPlan } from '../../../src/tools/apply-patch/commit.js';
import { type Disk, disk } from '../../../src/tools/apply-patch/files/disk.js';
import { PatchJournal } from '../../../src/tools/patch/journal.js';
import { scratchFolder } from '../../support/scratch.js';
import { failure, patch, plan, tree } from '../apply-patch/support.js';
import { conversation } from './support.js';

const MANY = patch(
  ...Array.from({ length: 20 }, (_, n) => [`*** Add File: new/${n}`, '+x']).flat(),
  '*** Update File: old',
  '-old',
  '+new',
  '*** Delete File: gone',
);

test.each(['create', 'renameNew', 'rename', 'remove'] as const)(
  'a patch that is stopped at its first %s takes everything back',
  async (step) => {
    await using work = await scratchFolder('stop');
    await work.write('old', 'old\n');
    await work.write('gone', 'gone\n');
    const before = tree(work.path);
    const stop = new AbortController();
    const watched: Disk = {
      ...disk,
      [step]: (...all: never[]) => {
        stop.abort();
        return (disk[step] as (...all: never[]) => Promise<void>)(...all);
      },
    };
    const committed = commitPlan(await plan(work.path, MANY), { disk: watched, signal: stop.signal });
    // The last step of all: nothing is left to stop.
    if (step === 'remove') await committed;
    else expect(await failure(committed)).toBe('The patch was stopped, and nothing has been changed');
    if (step !== 'remove') expect(tree(work.path)).toEqual(before);
    else expect(existsSync(join(work.path, 'gone'))).toBe(false);
  },
);

test('the next server removes what patches of a killed one have left, and nothing else', async () => {
  await using work = await scratchFolder('journal');
  const name = (letter: string) => `.turnwire-${letter.repeat(12)}.tmp`;
  const left = await work.write(`ws/${name('a')}`, 'half');
  const precious = await work.write('ws/precious', 'x');
  const folder = join(work.path, 'turnwire/patches');
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(work.path, 'elsewhere'));
  await work.write(`elsewhere/${name('b')}`, 'x');
  symlinkSync('../elsewhere', join(work.path, 'ws/link'));
  const viaLink = join(work.path, 'ws/link', name('b'));
  const temporaries = [left, precious, viaLink, join(work.path, 'ws', name('c'))];
  writeFileSync(join(folder, 'dead.json'), JSON.stringify({ owner: { pid: 2 ** 22 - 7, started: 'x' }, temporaries }));
  for (const text of ['', '{', '[]', '{"owner":null}']) writeFileSync(join(folder, `${text.length}.json`), text);
  mkdirSync(join(folder, 'folder.json'));
  const journal = new PatchJournal(work.path);
  const forget = journal.record([precious]);
  expect(await journal.cleanUp()).toEqual([left]);
  expect(existsSync(precious) && existsSync(viaLink)).toBe(true);
  expect(readdirSync(folder).filter((file) => file !== 'folder.json')).toHaveLength(1);
  forget();
  expect(readdirSync(folder)).toEqual(['folder.json']);
});

test('a home that cannot be written does not keep a patch from being applied', async () => {
  await using work = await scratchFolder('journal');
  const home = await work.write('home', 'a file');
  mkdirSync(join(work.path, 'ws'));
  const { run } = conversation({ cwd: join(work.path, 'ws'), home });
  expect(await run(patch('*** Add File: a', '+x'))).toContain('Success');
});

test.each<[what: string, approved: string[], asked: string[], granted: string[]]>([
  ['two folders', ['a/x/f', 'b/y/f'], ['a/g', 'b/g', 'g', 'a/xx/g'], ['a/x/g', 'b/y/deep/g', 'a/x/f']],
  [
    'a file in the home',
    ['user/f'],
    ['user/g', 'user/.git/hooks/pre-commit', 'user/home/config.toml', 'user/.bashrc'],
    ['user/f'],
  ],
  [
    'a folder with a repository',
    ['a/f'],
    ['a/.git/config', 'a/b/.git/hooks/x', 'a/.codex/config.toml', 'a/.agents/x', 'a/.envrc'],
    ['a/b/c'],
  ],
  ['a hook', ['a/.git/hooks/x'], ['a/.git/hooks/x', 'a/.git/hooks/y', 'a/f'], []],
  ['a folder of links', ['a/f'], ['a/out/f'], ['a/g']],
])('what an approval for the session covers: %s', async (_, approved, asked, granted) => {
  await using work = await scratchFolder('grants');
  for (const folder of ['ws', 'user/home', 'a/x', 'b/y', 'elsewhere']) {
    mkdirSync(join(work.path, folder), { recursive: true });
  }
  symlinkSync('../elsewhere', join(work.path, 'a/out'));
  const cwd = join(work.path, 'ws');
  const home = join(work.path, 'user/home');
  const c = conversation({ cwd, home, approvalPolicy: 'on-request', answer: 'accept-for-session' });
  const add = (...names: string[]) =>
    patch(...names.flatMap((name) => [`*** Add File: ../${name}`, `+${Math.random()}`]));
  await c.run(add(...approved));
  expect(c.asked).toHaveLength(1);
  for (const name of granted) {
    await c.run(add(name));
    expect(c.asked, name).toHaveLength(1);
  }
  for (const [n, name] of asked.entries()) {
    const before = c.asked.length;
    c.decline();
    await c.run(add(name));
    expect(c.asked.length, `${n} ${name}`).toBe(before + 1);
  }
});

test('a file of credentials is not read for a patch, through any link', async () => {
  await using work = await scratchFolder('secret');
  await work.write('home/auth.json', '{"secret":1}\n');
  mkdirSync(join(work.path, 'ws'));
  symlinkSync('../home/auth.json', join(work.path, 'ws/link'));
  const c = conversation({ cwd: join(work.path, 'ws'), home: join(work.path, 'home'), approvalPolicy: 'untrusted' });
  for (const name of ['link', '../home/auth.json', '/proc/self/environ']) {
    expect(await c.run(patch(`*** Update File: ${name}`, '-x', '+y'))).toContain('It may not be read');
  }
  expect(c.asked).toEqual([]);
  expect(readFileSync(join(work.path, 'home/auth.json'), 'utf8')).toBe('{"secret":1}\n');
});

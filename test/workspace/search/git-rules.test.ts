import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { scratchFolder } from '../../support/scratch.js';
import { until } from '../../support/until.js';
import { filesOf, listingOf, write } from './trees.js';

afterEach(() => {
  vi.restoreAllMocks();
});

function git(root: string, home: string, ...args: string[]): string {
  const env = { PATH: process.env.PATH, HOME: home, GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', args, { cwd: root, env, encoding: 'utf8' });
}

const gitFiles = (root: string, home: string): string[] =>
  git(root, home, 'ls-files', '--others', '--cached', '--exclude-standard', '-z').split('\0').filter(Boolean).sort();

const NAMES = ['f1.txt', 'f2.log', 'f3.md', '.hidden', 'a b.txt'];
const FOLDERS = ['', 'd1', 'd1/e1', 'd1/e2', 'd2', 'd2/e1', 'd2/e1/g1', '.d3', 'd[4]*'];
const WITH_FILES = [
  '*.log',
  '!*.log',
  '/f1.txt',
  'f3.*',
  '!f3.md',
  'f?.md',
  '[!d]*.txt',
  '\\!f1.txt',
  '.hidden',
  '!.hidden',
];
const WITH_FOLDERS = [
  'e1',
  'e1/',
  '/d2/',
  'd1/*',
  '!d1/e2',
  '!/d1/e2/',
  '**/g1',
  'd1/**/f1.txt',
  'e[13]/',
  'd2/e1/*.md',
  'd2/**',
];
const STRANGE = ['*', '**', '!*/', '.*', 'd*', '!d\\[4]\\*', '# nothing', '', 'a\\ b.txt', 'a b.txt  ', '[', '!f1.*'];
const ruleFile = fc
  .array(fc.constantFrom(...WITH_FILES, ...WITH_FOLDERS, ...STRANGE), { minLength: 1, maxLength: 4 })
  .map((lines) => lines.join('\n'));
const tree = fc.record({
  names: fc.uniqueArray(fc.tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...NAMES)), {
    maxLength: 20,
    selector: String,
  }),
  rules: fc.dictionary(fc.constantFrom(...FOLDERS), ruleFile, { maxKeys: 4 }),
  excluded: ruleFile,
  personal: ruleFile,
});

it('lists what git lists for any rules, and again when all has changed', async () => {
  await using scratch = await scratchFolder('rules');
  const { now } = Date;
  // Folders that have just been made would be read again in any case.
  vi.spyOn(Date, 'now').mockImplementation(() => now() + 1_000_000);
  let round = 0;
  const property = fc.asyncProperty(tree, tree, async (first, second) => {
    const root = join(scratch.path, `${++round}`, 'repository');
    const home = join(scratch.path, `${round}`, 'home');
    mkdirSync(root, { recursive: true });
    git(root, home, 'init', '--quiet', '--template=');
    const listing = listingOf(root, home);
    for (const { names, rules, excluded, personal } of [first, second]) {
      write(root, { '.git/info/exclude': excluded });
      write(home, { '.config/git/ignore': personal });
      write(root, Object.fromEntries(names.map((name) => [join(...name), ''])));
      for (const folder of FOLDERS) rmSync(join(root, folder, '.gitignore'), { force: true });
      write(
        root,
        Object.fromEntries(Object.entries(rules).map(([folder, text]) => [join(folder, '.gitignore'), text])),
      );
      const expected = gitFiles(root, home);
      const same = async () => (await filesOf(listing)).join('\n') === expected.join('\n');
      await until('the listing to be that of git', same, 1000).catch(async () => {
        expect(await filesOf(listing)).toEqual(expected);
      });
    }
  });
  await fc.assert(property, { numRuns: 40 });
});

it('a linked worktree and a submodule have the excludes of their repository', async () => {
  await using scratch = await scratchFolder('worktrees');
  const root = join(scratch.path, 'main');
  mkdirSync(root);
  const home = scratch.path;
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  git(root, home, 'init', '--quiet');
  git(root, home, ...identity, 'commit', '--quiet', '--allow-empty', '-m', 'first');
  git(root, home, 'worktree', 'add', '--quiet', '../linked');
  write(root, { '.git/info/exclude': 'secret\n' });
  write(scratch.path, { 'linked/secret': '', 'linked/seen': '' });
  expect(await filesOf(listingOf(join(scratch.path, 'linked'), home))).toEqual(['seen']);
});

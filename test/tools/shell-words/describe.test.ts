import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CommandAction } from '../../../src/domain/item.js';
import { describeCommand as describeWhole } from '../../../src/tools/shell-words/describe.js';

const read = (cmd: string, name: string): CommandAction => ({ type: 'read', cmd, name });
const list = (cmd: string, path: string | null = null): CommandAction => ({ type: 'list_files', cmd, path });
const search = (cmd: string, query: string | null, path: string | null = null): CommandAction => ({
  type: 'search',
  cmd,
  query,
  path,
});
const unknown = (cmd: string): CommandAction => ({ type: 'unknown', cmd });

/** Without the paths of files that are read, which only later releases tell. */
async function describeCommand(argv: readonly string[]): Promise<CommandAction[]> {
  return (await describeWhole(argv)).map((action) =>
    action.type === 'read' ? { type: 'read', cmd: action.cmd, name: action.name } : action,
  );
}

test.each([
  ['cat a/b', ['a/b']],
  ['cat a/src/index.ts', ['a/src/index.ts']],
  ['sed -n 1,2p /etc/hosts', ['/etc/hosts']],
  ['cd a && cat b/c && cd ../d && head -n 1 e', ['a/b/c', 'd/e']],
  ['cd /a && cat b', ['/a/b']],
  ['cat a | head -n 1 ../b', ['a', '../b']],
])('the path from the folder of the command: %s', async (script, expected) => {
  for (const argv of [
    ['bash', '-lc', script],
    ['bash', '-c', script],
  ])
    expect((await describeWhole(argv)).flatMap((action) => (action.type === 'read' ? [action.path] : []))).toEqual(
      expected,
    );
});

// What the reference was seen to answer (C87).
test.each<[string, CommandAction[]]>([
  ['ls -la', [list('ls -la')]],
  ['sed -n 1,20p f', [read("sed -n '1,20p' f", 'f')]],
  ['wc -l f', [unknown('wc -l f')]],
  ['cat f | head -n 2', [read('cat f', 'f'), unknown('head -n 2')]],
  ['rg --files src | head -n 5', [search('rg --files src', null, 'src'), unknown('head -n 5')]],
  ['cd foo && cat x && echo done', [read('cat x', 'x'), unknown('echo done')]],
  ['ls || true', [list('ls')]],
  ['FOO=1 ls', [unknown('FOO=1 ls')]],
  ['ls $HOME', [unknown('ls $HOME')]],
  ['(ls)', [unknown('(ls)')]],
  ['ls # c', [unknown('ls # c')]],
  ['cat <<X\na\nX', [unknown('cat <<X\na\nX')]],
  ['ls > f', [unknown('ls > f')]],
  ['head -50 f', [unknown('head -50 f')]],
  ['tail f', [unknown('tail f')]],
  ['ls; ls', [list('ls')]],
  ['ls -la src/build', [list('ls -la src/build', 'src/build')]],
])('the reference: %j', async (script, expected) => {
  expect(await describeCommand(['bash', '-lc', script])).toEqual(expected);
});

test.each<[string[], CommandAction[]]>([
  [['bash', '-c', 'sleep 0.3; echo a'], [unknown("sleep '0.3;' echo a")]],
  [['zsh', '-lc', 'ls'], [unknown('zsh -lc ls')]],
  [['/bin/bash', '-lc', 'ls -la'], [unknown("/bin/bash -lc 'ls -la'")]],
])('the reference: %j', async (argv, expected) => {
  expect(await describeCommand(argv)).toEqual(expected);
});

test.each<[string, CommandAction]>([
  ['ls', list('ls')],
  ['ls -I x src/a', list('ls -I x src/a', 'a')],
  ['ls -w 80 --color auto b', list('ls -w 80 --color auto b', 'b')],
  ['ls --time-style=long -- -x', list("ls '--time-style=long' -- -x")],
  ['ls node_modules/pino/', list('ls node_modules/pino/', 'pino')],
  ['ls dist', list('ls dist', 'dist')],
  ['ls /', list('ls /', '')],
  ['rg x', search('rg x', 'x')],
  ['rg -n x/y packages/core/src', search('rg -n x/y packages/core/src', 'x/y', 'core')],
  ['rg --files', search('rg --files', null)],
  ['rg', search('rg', null)],
  ['fd x', search('fd x', 'x')],
  ['fd .', search('fd .', null, '.')],
  ['fd src/a', search('fd src/a', null, 'a')],
  ['fd -t f -e ts x src/a', search('fd -t f -e ts x src/a', 'x', 'a')],
  ['find', search('find', null)],
  ['find . -name x', search('find . -name x', 'x', '.')],
  ['find src/a -type f -iname x -name y', search('find src/a -type f -iname x -name y', 'x', 'a')],
  ["find '!' '(' a/b ')'", search("find '!' '(' a/b ')'", null, 'b')],
  ['find . -name', search('find . -name', null, '.')],
  ['grep -rn x src/a/b', search('grep -rn x src/a/b', 'x', 'b')],
  ['grep a/b', search('grep a/b', 'a/b')],
  ['cat a/b', read('cat a/b', 'b')],
  ['cat -- -x', read('cat -- -x', '-x')],
  ['cat -n a', unknown('cat -n a')],
  ['cat', unknown('cat')],
  ['head -n 5 a', read('head -n 5 a', 'a')],
  ['head -n5 a', read('head -n5 a', 'a')],
  ['head -n +5 a', unknown('head -n +5 a')],
  ['head -n x a', unknown('head -n x a')],
  ['head -c 5 a', unknown('head -c 5 a')],
  ['tail -n 5 a', read('tail -n 5 a', 'a')],
  ['tail -n +5 a', read('tail -n +5 a', 'a')],
  ['tail -n+5 a', read('tail -n+5 a', 'a')],
  ['tail -n 5', unknown('tail -n 5')],
  ['nl -ba a', read('nl -ba a', 'a')],
  ['nl -s x a', read('nl -s x a', 'a')],
  ['nl', unknown('nl')],
  ['sed -n 3p a', read('sed -n 3p a', 'a')],
  ['git status', unknown('git status')],
  ["echo 'a b'", unknown("echo 'a b'")],
  ['true', unknown('true')],
  ['cd a', unknown('cd a')],
])('%s', async (script, expected) => {
  expect(await describeCommand(['bash', '-lc', script])).toEqual([expected]);
});

test.each<[string, CommandAction[]]>([
  ['sed s/a/b/ f', [unknown('sed s/a/b/ f')]],
  ['sort f | uniq', [unknown('sort f | uniq')]],
  ['ls | wc -l', [list('ls')]],
  ['rg x | sort | head', [search('rg x', 'x')]],
  ['cat f | sed -n 1,5p', [read('cat f | sed -n 1,5p', 'f')]],
  ['nl -ba a/f | sed -n 1,5p', [read('nl -ba a/f | sed -n 1,5p', 'f')]],
  ['cd a && sed -n 1,5p f', [read("sed -n '1,5p' f", 'f')]],
  ['cat a; sed -n 1,5p b | cat c', [read('cat a', 'a'), read("sed -n '1,5p' b", 'b'), read('cat c', 'c')]],
  ['echo a && echo b && ls', [list('ls')]],
  ['ls && echo a', [list('ls'), unknown('echo a')]],
  ['ls && cd a', [list('ls'), unknown('cd a')]],
  ['cd a && cd b', [unknown('cd b')]],
  ['rg x && nl -ba', [search('rg x', 'x')]],
  ['true; true', [unknown('true; true')]],
  ['echo true && true', [unknown('echo true')]],
  ['npm test && npm run a\nnpm run b', [unknown('npm test'), unknown('npm run a'), unknown('npm run b')]],
  ['ls; cat a; ls', [list('ls'), read('cat a', 'a'), list('ls')]],
  ['ls;', [list('ls')]],
  ['', [unknown('')]],
])('%j together', async (script, expected) => {
  expect(await describeCommand(['bash', '-lc', script])).toEqual(expected);
});

test.each<[string[], CommandAction[]]>([
  [['ls', '-la', 'a b'], [list("ls -la 'a b'", 'a b')]],
  [
    ['cat', 'f', '|', 'wc'],
    [read('cat f', 'f'), unknown('wc')],
  ],
  [['yes', '|', 'rm', 'x'], [unknown('rm x')]],
  [['bash', '-c', 'n | rm x'], [unknown('rm x')]],
  [['bash', '-c', 'cd a && cat b'], [read('cat b', 'b')]],
  [['bash', '-c', "cat 'b"], [unknown(`bash -c "cat 'b"`)]],
  [['bash', '-lc', 'ls', 'x'], [unknown('bash -lc ls x')]],
  [['bash', '-lc'], [unknown('bash -lc')]],
  [[], [unknown('')]],
  [[''], [unknown("''")]],
  [['|'], [unknown("'|'")]],
  [['yes', '|'], [unknown("yes '|'")]],
  [['a\\b\\'], [unknown(`"a\\\\b\\\\"`)]],
])('%j', async (argv, expected) => {
  expect(await describeCommand(argv)).toEqual(expected);
});

test('no argv is too much', async () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'bash',
      '-c',
      '-lc',
      'ls',
      'sed',
      '-n',
      '1p',
      'head',
      'cat',
      'fd',
      'find',
      '-name',
      '&&',
      '|',
      ';',
      '--',
      'cd',
      'echo',
      'true',
      'nl',
      '"',
      "'",
      '\\',
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (argv) => {
      expect((await describeCommand(argv)).length).toBeGreaterThan(0);
    }),
    { numRuns: 1000 },
  );
});

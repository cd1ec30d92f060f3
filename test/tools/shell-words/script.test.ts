import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Connector, parseScript } from '../../../src/tools/shell-words/script.js';

const wordsOf = async (script: string) => (await parseScript(script))?.map(({ words }) => words);

test.each<[string, string[][]]>([
  ['ls', [['ls']]],
  ['  ls -la\n', [['ls', '-la']]],
  ['ls;', [['ls']]],
  ['ls\nls', [['ls'], ['ls']]],
  ['a && b || c; d | e', [['a'], ['b'], ['c'], ['d'], ['e']]],
  ['a &&\n\n b |\n c', [['a'], ['b'], ['c']]],
  ['echo "a\\"b" "c\\\\d" "e\\f" ""', [['echo', 'a"b', 'c\\d', 'e\\f', '']]],
  ["echo 'a\\b' 'c\"d' ''", [['echo', 'a\\b', 'c"d', '']]],
  ['echo a\\ b \\"c \\;', [['echo', 'a b', '"c', ';']]],
  ['echo a \\\n  b', [['echo', 'a', 'b']]],
  ['echo "a\nb" \'c\nd\'', [['echo', 'a\nb', 'c\nd']]],
  ['echo 1 -2 3.5 0x10', [['echo', '1', '-2', '3.5', '0x10']]],
  ['echo é "日本" 😀', [['echo', 'é', '日本', '😀']]],
  ['ls * a?', [['ls', '*', 'a?']]],
  ['sed -n 1,20p x=y', [['sed', '-n', '1,20p', 'x=y']]],
])('%j is plain', async (script, words) => {
  expect(await wordsOf(script)).toEqual(words);
});

test.each<[string, string]>([
  ['', 'empty'],
  [' \n ', 'empty'],
  ['ls > f', 'redirection'],
  ['ls >> f', 'redirection'],
  ['ls < f', 'redirection'],
  ['ls 2>&1', 'redirection'],
  ['ls &> f', 'redirection'],
  ['>f ls', 'redirection before the command'],
  ['exec 3>f', 'redirection'],
  ['cat <<X\na\nX', 'here-document'],
  ['cat <<< a', 'here-string'],
  ['echo $HOME', 'variable'],
  ['echo "${' + 'HOME}"', 'variable'],
  ['echo "a$b"', 'variable in quotes'],
  ['echo "$"', 'dollar in quotes'],
  ['echo $', 'dollar'],
  ["echo $'a'", 'escapes'],
  ['echo $"a"', 'translation'],
  ['echo $(ls)', 'substitution'],
  ['echo `ls`', 'substitution'],
  ['echo "`ls`"', 'substitution in quotes'],
  ['echo $((1))', 'arithmetic'],
  ['diff <(ls) <(ls)', 'process substitution'],
  ['ls &', 'background'],
  ['ls & ls', 'background'],
  ['ls |& cat', 'pipe of both streams'],
  ['(ls)', 'subshell'],
  ['{ ls; }', 'group'],
  ['! ls', 'negation'],
  ['FOO=1 ls', 'assignment'],
  ['FOO=1', 'assignment alone'],
  ['FOO+=1 ls', 'assignment'],
  ['a[0]=1 ls', 'assignment'],
  ['export A=b', 'declaration'],
  ['unset A', 'declaration'],
  ['ls # c', 'comment'],
  ['# c\nls', 'comment'],
  ['if a; then b; fi', 'control flow'],
  ['for a in b; do c; done', 'control flow'],
  ['while a; do b; done', 'control flow'],
  ['case a in b) c;; esac', 'control flow'],
  ['f() { ls; }', 'function'],
  ['[ -f x ]', 'test'],
  ['[[ -f x ]]', 'test'],
  ['echo a"b"', 'concatenation'],
  ['echo "a"b', 'concatenation'],
  ['echo \'a\'"b"', 'concatenation'],
  ['"ls"', 'a name in quotes'],
  ['ls {a,b}', 'braces'],
  ['ls a{1..3}', 'braces'],
  ['ls {}', 'braces'],
  ['ls [ab]', 'a set of characters'],
  ['ls &&', 'nothing behind the connector'],
  ['&& ls', 'nothing before the connector'],
  ['; ls', 'nothing before the connector'],
  ['ls ;; ls', 'end of a case'],
  ['ls ; ; ls', 'nothing between connectors'],
  ['ls (', 'broken'],
  ["echo 'a", 'broken'],
  ['echo "a', 'broken'],
  ['ls \\', 'broken'],
  ['gi\\\nt status', 'one word for bash, two for the grammar'],
  ['ls a\\\nb', 'one word for bash, two for the grammar'],
  ['ls a\rb', 'part of a word for bash, a blank for the grammar'],
  ['ls a\x0bb', 'part of a word for bash, a blank for the grammar'],
  ['ls a\xa0b', 'part of a word for bash, a blank elsewhere'],
  ['ls\x00', 'control character'],
  ['x|x|x\nx&&x', 'two commands for bash, one for the grammar'],
  ['cat à', 'has a byte that is a blank for the bash of macOS'],
  [`echo ${'a'.repeat(64 * 1024)}`, 'too long'],
])('%j is not plain: %s', async (script) => {
  expect(await parseScript(script)).toBeUndefined();
});

test('it tells how commands are joined, and which words are globs', async () => {
  const read = await parseScript('a * "*" && b \\* | c x*y; d\ne');
  expect(read?.map(({ connector, globs }) => [connector, globs])).toEqual([
    [undefined, [1]],
    ['&&', []],
    ['|', [1]],
    [';', []],
    [';', []],
  ]);
});

const HOSTILE = [' ', '\n', '\\\n', ...'\\"\'`$(){}<>&|;#*?', '$(', '${', '<<', '&&', '||', ';;'];
const PLAIN = [...'pab-=!,/:1%^@+'];
const joined = (...kinds: string[][]) =>
  fc.array(fc.constantFrom(...kinds.flat()), { maxLength: 24 }).map((list) => list.join(''));

test('no text is too much', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    joined(HOSTILE, PLAIN, ['if', 'for', 'in', 'do', 'EOF', '\x00', '\r', 'é']),
  );
  await fc.assert(
    fc.asyncProperty(text, async (script) => {
      await parseScript(script);
    }),
    { numRuns: 1000 },
  );
});

test('words come back as they were', async () => {
  const name = fc.stringMatching(/^x[a-z0-9_.-]{0,8}$/);
  const bare = fc.stringMatching(/^[-a-zA-Z0-9_./:@%+][-a-zA-Z0-9_./:@%+,=]{0,12}$/);
  const raw = fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', '$', '`', '#', '*', '\n', 'é', '😀', ';', '&') });
  const word = fc.oneof(
    bare.map((text) => ({ written: text, text })),
    raw.map((text) => ({ written: `'${text}'`, text })),
    raw.map((text) => ({ written: `"${text.replace(/["\\$`]/g, '\\$&')}"`, text })),
    raw
      .filter((text) => text !== '' && !text.includes('\n'))
      // The grammar does not read a word that starts with an escaped blank; such scripts are not plain then.
      .map((text) => ({ written: `a${text.replace(/[^aé😀]/gu, '\\$&')}`, text: `a${text}` })),
  );
  const blanks = fc.constantFrom(' ', '  ', '\t', ' \\\n');
  const command = fc.record({ name, words: fc.array(fc.record({ blanks, word }), { maxLength: 5 }) });
  const joint = fc.constantFrom<{ written: string; connector: Connector }>(
    { written: '&&', connector: '&&' },
    { written: ' || ', connector: '||' },
    { written: '; ', connector: ';' },
    { written: '|', connector: '|' },
    { written: '\n', connector: ';' },
    { written: ' &&\n', connector: '&&' },
  );
  const script = fc
    .record({ first: command, rest: fc.array(fc.record({ joint, command }), { maxLength: 4 }) })
    // Behind a pipe the grammar takes some line breaks for blanks; such scripts are not plain then, as the table above says.
    .filter(({ rest }) => !(rest.some((r) => r.joint.written === '|') && rest.some((r) => r.joint.written === '\n')));
  await fc.assert(
    fc.asyncProperty(script, async ({ first, rest }) => {
      const all = [{ joint: { written: '', connector: undefined }, command: first }, ...rest];
      const text = all.map(({ joint: { written }, command: { name, words } }) =>
        [written, name, ...words.map((next) => next.blanks + next.word.written)].join(''),
      );
      const expected = all.map(({ joint: { connector }, command: { name, words } }) => ({
        connector,
        words: [name, ...words.map((next) => next.word.text)],
      }));
      const read = await parseScript(text.join(''));
      expect(read?.map(({ connector, words }) => ({ connector, words }))).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

/** Has bash tell the words of every command and run none of them: in that PATH there is no program to be found. */
const TELL = `
set -f; PATH=/dev/null
command_not_found_handle() { printf '%s\\0' "$@" .; }
for script; do eval -- "$script"; printf '\\0\\n\\0'; done`;

test('what is taken for plain is to bash what it is here', async () => {
  const texts = fc.sample(joined(HOSTILE, PLAIN, PLAIN, [' ', ' ', 'p ']), {
    numRuns: Number(process.env.TEXTS ?? 2500),
    ...(process.env.TEXTS === undefined && { seed: 7 }),
  });
  const plain: string[] = [];
  const expected: string[][] = [];
  for (const text of texts) {
    const commands = await parseScript(text);
    // Behind `||` nothing runs, into `|` the telling goes, paths are looked for elsewhere, `%1` is a job.
    const told = commands?.every(
      ({ connector, words: [name = ''] }) => connector !== '||' && connector !== '|' && !/^:$|^%|\//.test(name),
    );
    if (!commands || !told) continue;
    plain.push(text);
    expected.push(commands.flatMap(({ words }) => [...words, '.']));
  }
  expect(plain.length).toBeGreaterThan(100);
  const said = execFileSync('bash', ['-c', TELL, 'bash', ...plain], { encoding: 'utf8', stdio: 'pipe' });
  const heard = said
    .split('\x00\n\x00')
    .slice(0, -1)
    .map((text) => text.split('\x00').slice(0, -1));
  expect(heard).toEqual(expected);
});

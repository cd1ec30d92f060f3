import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteWords } from '../../../src/domain/shell-quote.js';
import { splitWords } from '../../../src/tools/shell-words/split-words.js';

test.each<[string[], string]>([
  [['ls', '-la'], 'ls -la'],
  [['sed', '-n', '1,20p', 'f'], "sed -n '1,20p' f"],
  [['a b'], "'a b'"],
  [[''], "''"],
  [["it's"], `"it's"`],
  [['a"b'], `'a"b'`],
  [['a\\b'], `"a\\\\b"`],
  [[`'"`], `"'\\""`],
  [["a'$b"], `"a'"'$b'`],
  [['^a'], "'^a'"],
  [['a^b'], `a'^b'`],
  [['a=b', '*', 'é'], "'a=b' '*' 'é'"],
  [['a/b.c:d@e+f-g_h]'], 'a/b.c:d@e+f-g_h]'],
])('%j is written %s', (words, text) => {
  expect(quoteWords(words)).toBe(text);
});

test.each<[string, string[] | undefined]>([
  ['', []],
  ['  a\tb\nc ', ['a', 'b', 'c']],
  [`a"b c"'d e'\\ f`, ['ab cd e f']],
  ['"a\\"b\\$c\\d"', ['a"b$c\\d']],
  ['"" \'\'', ['', '']],
  ['a\\\nb', ['ab']],
  ['a # b\nc', ['a', 'c']],
  ['a#b', ['a#b']],
  ['# a', []],
  ['$X ;', ['$X', ';']],
  ["'a", undefined],
  ['"a', undefined],
  ['"a\\"', undefined],
  ['a\\', undefined],
])('%j is split into %j', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

const words = fc.array(
  fc.string({ unit: fc.oneof(fc.constantFrom(...`'"\\$\`!^ \n\t#~`), fc.string({ minLength: 1, maxLength: 1 })) }),
  { maxLength: 6 },
);

test('what is quoted is split into the same words', () => {
  fc.assert(
    fc.property(words, (list) => {
      expect(splitWords(quoteWords(list))).toEqual(list);
    }),
  );
});

test('bash reads it the same way', () => {
  const lists = fc
    .sample(words, { numRuns: 300, seed: 7 })
    .map((list) => list.map((word) => word.replaceAll('\0', '')));
  const text = lists.map((list) => `printf '%s\\0' ${quoteWords(list)}`).join('\n');
  const said = execFileSync('bash', ['-c', text], { encoding: 'utf8' });
  expect(said.split('\0').slice(0, -1)).toEqual(lists.flatMap((list) => (list.length === 0 ? [''] : list)));
});

test('long hostile words are quoted and split in time', () => {
  const long = `'"^`.repeat(100_000);
  expect(splitWords(quoteWords([long]))).toEqual([long]);
  expect(splitWords(`${'a\\'.repeat(100_000)}"${'b\\'.repeat(100_000)}`)).toBeUndefined();
});

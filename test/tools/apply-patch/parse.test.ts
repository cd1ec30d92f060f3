import { expect, test } from 'vitest';
import { parsePatch } from '../../../src/tools/apply-patch/parse.js';
import { PatchError } from '../../../src/tools/apply-patch/patch-error.js';
import { patch, update } from './support.js';

function problem(text: string): string {
  try {
    parsePatch(text);
  } catch (e) {
    if (e instanceof PatchError && e.kind === 'syntax') return e.message;
    throw e;
  }
  return 'accepted';
}

const FIRST = "invalid patch: The first line of the patch must be '*** Begin Patch'";
const LAST = "invalid patch: The last line of the patch must be '*** End Patch'";
const HEADERS = "Valid hunk headers: '*** Add File: {path}', '*** Delete File: {path}', '*** Update File: {path}'";

test('each kind of hunk is read', () => {
  const text = patch(
    '*** Add File: a b.txt',
    '+one',
    '+',
    '*** Delete File: gone',
    '*** Update File: /abs/old',
    '*** Move to: ../new',
    '@@ def f():',
    ' keep',
    '-out',
    '+in',
    '@@',
    '-last',
    '*** End of File',
  );
  expect(parsePatch(text)).toEqual([
    { type: 'add', path: 'a b.txt', content: 'one\n\n' },
    { type: 'delete', path: 'gone' },
    {
      type: 'update',
      path: '/abs/old',
      moveTo: '../new',
      chunks: [
        {
          context: ['def f():'],
          endOfFile: false,
          lines: [
            { type: 'keep', text: 'keep' },
            { type: 'remove', text: 'out' },
            { type: 'insert', text: 'in' },
          ],
        },
        { context: [], endOfFile: true, lines: [{ type: 'remove', text: 'last' }] },
      ],
    },
  ]);
});

test.each([
  ['blank lines and spaces around the patch', `\n\n  ${patch('*** Delete File: f')} \n\n`],
  ['CRLF line ends', patch('*** Delete File: f').replaceAll('\n', '\r\n')],
  ['a byte order mark', `\ufeff${patch('*** Delete File: f')}`],
  ['a space behind the first marker', '*** Begin Patch \n*** Delete File: f\n*** End Patch'],
  ['tabs and spaces around the last marker', '*** Begin Patch\n*** Delete File: f\n\t *** End Patch \t'],
  [
    'spaces around the markers in a here-document',
    '<<EOF\n  *** Begin Patch  \n*** Delete File: f\n *** End Patch\nEOF',
  ],
  ['spaces before the path', patch('*** Delete File:   f')],
  ['spaces around a header', patch('  *** Delete File: f  ')],
  ['<<EOF', `<<EOF\n${patch('*** Delete File: f')}\nEOF`],
  ["<<'EOF'", `<<'EOF'\n${patch('*** Delete File: f')}\nEOF\n`],
  ['<<"EOF"', `<<"EOF"\n${patch('*** Delete File: f')}\nEOF`],
  ['a last line that ends with EOF', `<<EOF\n${patch('*** Delete File: f')}\n  # EOF`],
])('accepted: %s', (_, text) => {
  expect(parsePatch(text)).toEqual([{ type: 'delete', path: 'f' }]);
});

test.each([
  ['', FIRST],
  ['hello', FIRST],
  ['*** Begin Patch', LAST],
  ['*** Begin Patch\n*** Delete File: f\n*** End Patch.', LAST],
  [`<<'PATCH'\n${patch('*** Delete File: f')}\nPATCH`, FIRST],
  ['<<EOF\n*** Begin Patch\n*** Delete File: f\nEOF', LAST],
  ['<<EOF\nhello\nthere\nEOF', FIRST],
  [
    patch('*** update file: f.txt'),
    `invalid hunk at line 2, '*** update file: f.txt' is not a valid hunk header. ${HEADERS}`,
  ],
  [patch('*** Add File: f', 'hello'), `invalid hunk at line 3, 'hello' is not a valid hunk header. ${HEADERS}`],
  [patch(''), `invalid hunk at line 2, '' is not a valid hunk header. ${HEADERS}`],
  [patch('*** Add File:'), `invalid hunk at line 2, '*** Add File:' is not a valid hunk header. ${HEADERS}`],
  [update('f.txt'), "invalid hunk at line 2, Update file hunk for path 'f.txt' is empty"],
  [update('c.txt', '*** Move to: d.txt'), "invalid hunk at line 2, Update file hunk for path 'c.txt' is empty"],
  [update('f.txt', ' *** Move to: d.txt', '@@', '-x'), 'accepted'],
  [update('f', '@@'), 'invalid hunk at line 4, Update hunk does not contain any lines'],
  [update('f', '@@', '*** End of File'), 'invalid hunk at line 4, Update hunk does not contain any lines'],
  [update('f', '-a', 'b'), "invalid hunk at line 4, Expected update hunk to start with a @@ context marker, got: 'b'"],
  [
    update('f', 'hello'),
    "invalid hunk at line 3, Unexpected line found in update hunk: 'hello'. " +
      "Every line should start with ' ' (context line), '+' (added line), or '-' (removed line)",
  ],
])('%j: %s', (text, expected) => {
  expect(problem(text)).toBe(expected);
});

test('a patch without hunks is read, and has none', () => {
  expect(parsePatch('*** Begin Patch\n*** End Patch')).toEqual([]);
});

test('an added file may be empty', () => {
  expect(parsePatch(patch('*** Add File: f'))).toEqual([{ type: 'add', path: 'f', content: '' }]);
});

test('blank lines before a chunk are skipped, inside one they are context', () => {
  const [hunk] = parsePatch(update('f', '', '  ', '@@', '-a', '', '+b'));
  expect(hunk).toMatchObject({
    chunks: [
      {
        lines: [
          { type: 'remove', text: 'a' },
          { type: 'keep', text: '' },
          { type: 'insert', text: 'b' },
        ],
      },
    ],
  });
});

test('a marker followed by a blank is a marker without context', () => {
  expect(parsePatch(update('f', '@@ ', '-a'))).toMatchObject([{ chunks: [{ context: [] }] }]);
});

test.each<[what: string, body: string[], context: string[]]>([
  ['two places', ['@@ class B', '@@   def x', '-a'], ['class B', '  def x']],
  ['three places', ['@@ namespace n', '@@ class B', '@@ def x', '-a'], ['namespace n', 'class B', 'def x']],
  ['a blank marker behind a place', ['@@ class B', '@@', '-a'], ['class B']],
  ['a blank marker before a place', ['@@', '@@ class B', '-a'], ['class B']],
  ['spaces before the marker', ['  @@ class B', '-a'], ['class B']],
  ['spaces behind a marker', ['@@   ', '-a'], []],
  ['spaces around a marker', ['  @@  ', '-a'], []],
  ['line numbers', ['@@ -1,2 +1,3 @@', '-a'], []],
  ['line numbers with the head of a function', ['@@ -1 +1 @@ def f():', '-a'], []],
])('C241, C242: %s', (_, body, context) => {
  expect(parsePatch(update('f', ...body))).toMatchObject([{ chunks: [{ context }] }]);
});

test.each([
  ['behind', '*** End of File  '],
  ['before', '  *** End of File'],
  ['around', '\t*** End of File\t'],
])('C241: spaces %s the end of the file', (_, marker) => {
  const chunk = { lines: [{ type: 'remove', text: 'a' }], endOfFile: true };
  expect(parsePatch(update('f', '@@', '-a', marker))).toMatchObject([{ chunks: [chunk] }]);
  expect(parsePatch(update('f', '@@', '-a', marker, '*** Delete File: g'))).toMatchObject([{ chunks: [chunk] }, {}]);
});

test('C241: what looks like a marker in the middle of a chunk is a line of the file', () => {
  const [hunk] = parsePatch(update('f', '@@', ' *** End of File', ' @@', '-a'));
  expect(hunk).toMatchObject({ chunks: [{ lines: [{ text: '*** End of File' }, { text: '@@' }, { text: 'a' }] }] });
});

test.each([' *** Move to: d', '*** Move to: d  ', '\t*** Move to:   d'])('C241: spaces around a target: %j', (line) => {
  expect(parsePatch(update('c', line, '@@', '-x'))).toMatchObject([{ path: 'c', moveTo: 'd' }]);
});

test('100,000 random inputs are read or refused with its own error', () => {
  const pieces = [
    '*** Begin Patch',
    '*** End Patch',
    '*** Add File: a',
    '*** Delete File: b',
    '*** Update File: c',
    '*** Move to: d',
    '*** End of File',
    '***',
    '@@',
    '@@ x',
    ' k',
    '-r',
    '+i',
    '',
    ' ',
    '\r',
    'junk',
    '<<EOF',
    'EOF',
    '\ufeff',
    '\u0000',
    '\ud800',
  ];
  let state = 12345;
  const random = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  let read = 0;
  for (let n = 0; n < 100_000; n++) {
    const lines = Array.from({ length: random(9) }, () => pieces[random(pieces.length)] ?? '');
    const text = (random(4) === 0 ? lines : ['*** Begin Patch', ...lines, '*** End Patch']).join('\n');
    try {
      parsePatch(random(8) === 0 ? text.slice(random(text.length + 1)) : text);
      read++;
    } catch (e) {
      if (!(e instanceof PatchError)) throw e;
    }
  }
  expect(read).toBeGreaterThan(1000);
});

import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { shown, shownOutput } from '../../clients/terminal/chat/harmless.js';
import { markdownLines, settledLength } from '../../clients/terminal/chat/markdown.js';
import { paintWith } from '../../clients/terminal/chat/paint.js';

const look = (width: number) => ({ width, paint: paintWith(true) });
const plain = (text: string, width = 40): string[] => markdownLines(text, look(width)).map(stripVTControlCharacters);

test('blocks are set apart by one line, and lists are indented', () => {
  const text =
    '# Title\nA paragraph\nof two lines.\n\n\n- one\n- two\n  1. a\n  2. b\n\n```sh\nls -l\n  x\n```\n> said\n\n---';
  expect(plain(text)).toEqual([
    ...['Title', '', 'A paragraph', 'of two lines.', ''],
    ...['\u2022 one', '\u2022 two', '  1. a', '  2. b', ''],
    ...['  ls -l', '    x', '', '\u2502 said', '', '\u2500'.repeat(40)],
  ]);
});

test('a link shows where it leads', () => {
  expect(plain('[bank.example](https://evil.example)', 60)).toEqual(['bank.example (https://evil.example)']);
  expect(plain('<https://a.example>')).toEqual(['https://a.example']);
});

test('a table that is too wide is shown as it was written', () => {
  expect(plain('| a | bb |\n|--|--|\n| ccc | d |')).toEqual(['a    bb', '\u2500\u2500\u2500  \u2500\u2500', 'ccc  d']);
  expect(plain('| a | bb |\n|--|--|\n| ccc | d |', 6).join('')).toContain('| a |');
});

test('a table that is too wide is broken in its cells', () => {
  const table = '| name | what it does |\n|--|--:|\n| first | opens the gate of the garden |\n| 二 | shuts it |';
  expect(plain(table, 24)).toEqual([
    ...[
      'name        what it does',
      '\u2500\u2500\u2500\u2500\u2500  \u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500',
    ],
    ...['first  opens the gate of', '              the garden', '', '\u4e8c              shuts it'],
  ]);
});

test('entities are the characters that they stand for, except in code', () => {
  expect(plain('a &lt; b &amp;&amp; c &#27;[2J&#x202e; `&lt;`')).toEqual(['a < b && c \\u{1b}[2J\\u{202e} &lt;']);
});

test('a tab at the beginning of a line is a step, also in a list', () => {
  expect(plain('- code\n\n  ```go\n  \tif x {\n  \t\treturn\n  ```')).toEqual(
    expect.arrayContaining([expect.stringMatching(/^ {8}if x \{$/), expect.stringMatching(/^ {12}return$/)]),
  );
});

test('HTML is text', () => {
  expect(plain('<b>x</b> <script>y</script>').join(' ')).toContain('<b>x</b>');
});

describe('whatever a model writes', () => {
  const piece = fc.constantFrom(
    ...[
      '# ',
      '- ',
      '1. ',
      '```\n',
      '`',
      '**',
      '*',
      '|',
      '\n',
      '\n\n',
      '> ',
      '[a](b)',
      '\u001b[2J',
      '\u202e',
      '\t',
      '\r',
      '\u0007',
    ],
    ...[
      'word ',
      '\u5b57\u5b57',
      '\u{1f600}',
      'averyveryverylongword',
      '    ',
      '- [ ] ',
      '<div>',
      '&amp;',
      '&#27;',
      '&#x202e;',
      '&#155;',
      '&',
      '#27;',
      '![',
      '](',
      '\\',
    ],
  );
  const texts = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

  test('no line is too wide, and no character of it reaches the terminal that moves or hides something', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 12, max: 60 }), (text, width) => {
        for (const line of markdownLines(text, look(width))) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
          // What is left are colours of our own.
          // biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
          expect(line.replace(/\u001b\[\d+m/g, '')).not.toMatch(/[\p{Cc}\u202e]/u);
        }
      }),
    );
  });

  test('what counts as settled is a beginning of the text, and stays so when more comes', () => {
    fc.assert(
      fc.property(texts, texts, (text, more) => {
        const settled = settledLength(text);
        expect(settled).toBeGreaterThanOrEqual(0);
        expect(settled).toBeLessThanOrEqual(text.length);
        if (settled > 0) expect(settledLength(text + more)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

test('a paragraph that is followed by another block is settled, the last block is not', () => {
  const text = 'one\n\ntwo\n\n```\ncode';
  expect(text.slice(0, settledLength(text))).toBe('one\n\ntwo\n\n');
  expect(settledLength('only one')).toBe(0);
});

test('characters that mislead are written out, and tabs are spaces', () => {
  expect(shown('a\tb\u001b[31m\u200bc\u0000')).toBe('a   b\\u{1b}[31m\\u{200b}c\\u{0}');
});

test('of an output that is drawn over and over, the last state stays', () => {
  expect(shownOutput('10%\r20%\r100%\r\n\u001b[32mdone\u001b[0m\r\n')).toBe('100%\ndone\n');
});

import { expect, test } from 'vitest';
import { paintWith } from '../../clients/terminal/chat/paint.js';
import * as edit from '../../clients/terminal/chat/prompt.js';
import { promptLines } from '../../clients/terminal/chat/prompt-lines.js';

const noImage = (): boolean => false;

test('characters of several code units are moved over and removed as one', () => {
  const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';
  const prompt = edit.promptOf(`a${family}`);
  expect(edit.backspace(prompt).text).toBe('a');
  expect(edit.leftOf(prompt)).toBe(1);
  expect(edit.rightOf({ ...prompt, cursor: 1 })).toBe(prompt.text.length);
});

test('words and lines are removed', () => {
  expect(edit.deleteWord(edit.promptOf('one two ')).text).toBe('one ');
  expect(edit.deleteToLineStart(edit.promptOf('one\ntwo')).text).toBe('one\n');
  expect(edit.deleteToLineStart(edit.promptOf('one\n')).text).toBe('one');
  expect(edit.deleteToLineEnd({ ...edit.promptOf('one\ntwo'), cursor: 1 }).text).toBe('o\ntwo');
});

test('Up and Down keep the column where the line is long enough, and stop at the ends', () => {
  const prompt = edit.promptOf('long line\nx\nanother');
  const up = edit.inLine(prompt, -1);
  expect(up?.cursor).toBe('long line\nx'.length);
  const top = edit.inLine({ ...prompt, cursor: 13 }, -1);
  expect(top?.cursor).toBe(11);
  expect(edit.inLine({ ...prompt, cursor: 3 }, -1)).toBeUndefined();
  expect(edit.inLine(prompt, 1)).toBeUndefined();
});

test('a long paste is a word in the prompt, and whole when it is sent', () => {
  const long = Array.from({ length: 50 }, (_, n) => `line ${n} $& $1`).join('\n');
  const prompt = edit.insert(edit.paste(edit.promptOf('see: '), long, noImage), ' please');
  expect(prompt.text).toBe('see: [Paste 1: 50 lines] please');
  expect(edit.sent(prompt)).toEqual({ text: `see: ${long} please`, images: [] });
  const removed = edit.backspace({ ...prompt, cursor: prompt.text.length - ' please'.length });
  expect(removed.text).toBe('see:  please');
  expect(edit.sent(removed).text).toBe('see:  please');
});

test('a short paste is text', () => {
  expect(edit.paste(edit.EMPTY, 'two\nlines', noImage).text).toBe('two\nlines');
});

test.each([
  ['as it is', '/a/b.png'],
  ['in quotes', "'/a/b.png'"],
  ['as an address', 'file:///a/b.png'],
])('the path of a picture, %s, attaches the picture', (_, pasted) => {
  const prompt = edit.paste(edit.promptOf('what is '), pasted, (path) => path === '/a/b.png');
  expect(prompt.text).toBe('what is [Image 1: b.png]');
  expect(edit.sent(prompt).images).toEqual(['/a/b.png']);
  expect(edit.sent(edit.backspace(prompt)).images).toEqual([]);
});

test('spaces in the path of a picture may be escaped', () => {
  expect(edit.sent(edit.paste(edit.EMPTY, '/a/my\\ pic.png ', (path) => path === '/a/my pic.png')).images).toEqual([
    '/a/my pic.png',
  ]);
});

test('the lines of a prompt are broken at the width, wide characters too, and the cursor is where one types', () => {
  const look = { width: 13, paint: paintWith(false) };
  const { lines, cursor } = promptLines(edit.promptOf('\u5b57'.repeat(7)), look, 5, '');
  expect(lines).toEqual([`\u203a ${'\u5b57'.repeat(5)}`, `  ${'\u5b57'.repeat(2)}`]);
  expect(cursor).toEqual({ x: 6, y: 1 });
});

test('of a tall prompt, the lines around the cursor are shown', () => {
  const look = { width: 40, paint: paintWith(false) };
  const prompt = edit.promptOf('1\n2\n3\n4');
  expect(promptLines(prompt, look, 2, '').lines).toEqual(['\u203a 3', '  4']);
  expect(promptLines({ ...prompt, cursor: 0 }, look, 2, '').lines).toEqual(['\u203a 1', '  2']);
});

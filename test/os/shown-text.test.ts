import { expect, test } from 'vitest';
import { shownPath, shownText } from '../../src/os/shown-text.js';

test.each([
  ['rm \u202e txt.exe', 'rm \\u{202e} txt.exe'],
  ['a\u001b[2Kb', 'a\\u{1b}[2Kb'],
  ['a\rb\u0000\u007f\u009b', 'a\\u{d}b\\u{0}\\u{7f}\\u{9b}'],
  ['a\u200bb\ufeff\u2066\u2069', 'a\\u{200b}b\\u{feff}\\u{2066}\\u{2069}'],
  ['a\u{e0041}', 'a\\u{e0041}'],
  ['a\n\tb \u{1f468}\u200d\u{1f469} ä "\\"', 'a\n\tb \u{1f468}\u200d\u{1f469} ä "\\"'],
])('%j is shown as %j', (text, shown) => {
  expect(shownText(text)).toBe(shown);
});

test('a path is one line', () => {
  expect(shownPath('a\n\tb')).toBe('a\\u{a}\\u{9}b');
});

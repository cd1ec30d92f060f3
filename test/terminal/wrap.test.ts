import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringWidth, wrapCode } from '../../clients/terminal/chat/wrap.js';

test('code is broken behind spaces, and within a word that is too long', () => {
  expect(wrapCode('git commit -m "a message"', 14)).toEqual(['git commit -m ', '"a message"']);
  expect(wrapCode('curl https://example.org/a/long/path', 12)).toEqual([
    'curl ',
    'https://exam',
    'ple.org/a/lo',
    'ng/path',
  ]);
  expect(wrapCode('      indented', 8)).toEqual(['      in', 'dented']);
  expect(wrapCode('', 8)).toEqual(['']);
});

test('nothing of the code is lost, and each line fits', () => {
  const char = fc.constantFrom('a', ' ', '  ', 'word', '\u6f22', '\u{1f469}\u200d\u{1f4bb}', 'e\u0301');
  fc.assert(
    fc.property(fc.array(char), fc.integer({ min: 2, max: 12 }), (chars, width) => {
      const lines = wrapCode(chars.join(''), width);
      expect(lines.join('')).toBe(chars.join(''));
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
});

import { expect, test } from 'vitest';
import { modelText, shorten } from '../../../src/tools/shell/format.js';

const lines = (n: number): string => Array.from({ length: n }, (_, i) => `line ${i + 1}\n`).join('');

test('the model reads compact JSON with the seconds to one decimal', () => {
  expect(modelText('out "x"\n', 3, 540)).toBe(
    '{"output":"out \\"x\\"\\n","metadata":{"exit_code":3,"duration_seconds":0.5}}',
  );
  expect(modelText('', 0, 0)).toBe('{"output":"","metadata":{"exit_code":0,"duration_seconds":0.0}}');
});

test.each([0, 1, 255, 256])('%i lines are left alone', (n) => {
  expect(shorten(lines(n))).toBe(lines(n));
});

test('of many lines the first and the last 128 are kept', () => {
  const text = shorten(lines(1000)).split('\n');
  expect(text.slice(0, 128).join('\n')).toBe(lines(128).trimEnd());
  expect(text).toContain('[... omitted 744 of 1000 lines ...]');
  expect(text.at(-1)).toBe('line 1000');
  expect(text.at(-128)).toBe('line 873');
});

// C125
test('of few long lines the end is kept as well as the beginning', () => {
  const text = shorten(`begin${'x'.repeat(30_000)}end`);
  expect(text).toMatch(/^beginx+/);
  expect(text).toMatch(/x+end$/);
  expect(text).toMatch(/omitted \d+ of 30008 bytes/);
  expect(Buffer.byteLength(text)).toBeLessThan(10_400);
});

test.each(['é', '日', '😀'])('a cut never splits %s', (character) => {
  for (const shift of ['', 'a', 'ab', 'abc']) {
    const text = shorten(shift + character.repeat(20_000));
    expect(text).not.toContain('\ufffd');
    expect(shorten(`${shift}${`${character.repeat(100)}\n`.repeat(600)}`)).not.toContain('\ufffd');
  }
});

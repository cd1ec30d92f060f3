import { expect, test } from 'vitest';
import { firstBytes, lastBytes, modelText, shorten } from '../../../src/tools/shell/format.js';

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

test.each(['line\n', '\n', 'é\n', 'x\n\n'])('a newline at the end of %j begins no line', (line) => {
  const text = line.repeat(300);
  const lines = text.split('\n').slice(0, -1);
  const omitted = `[... omitted ${lines.length - 256} of ${lines.length} lines ...]`;
  const short = [...lines.slice(0, 128), omitted, '', ...lines.slice(-128)].join('\n');
  expect(shorten(text)).toBe(short);
  if (!line.endsWith('\n\n') && line !== '\n') expect(shorten(text.slice(0, -1))).toBe(short);
});

test.each(['', 'a', 'é', '日', '😀', 'a😀', '😀a', '\ud83d', '\ude00x'])(
  'the ends of a text of %j are those of its bytes',
  (part) => {
    const text = part.repeat(50);
    const bytes = Buffer.from(text);
    const isWhole = (at: number): boolean => ((bytes[at] ?? 0) & 0xc0) !== 0x80;
    for (let max = 0; max <= bytes.length; max++) {
      let [end, start] = [max, bytes.length - max];
      while (!isWhole(end)) end--;
      while (!isWhole(start)) start++;
      expect(Buffer.from(firstBytes(text, max))).toEqual(bytes.subarray(0, end));
      expect(Buffer.from(lastBytes(text, max))).toEqual(bytes.subarray(start));
    }
  },
);

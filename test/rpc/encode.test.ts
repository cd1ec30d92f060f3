import { expect, test } from 'vitest';
import { encodeMessage } from '../../src/rpc/encode.js';

const LONG = 1_500_000;

/** The whole text, and the length of its longest piece. */
function encoded(body: unknown): { text: string; longest: number } {
  const made = encodeMessage('{"params":', body, '}');
  const pieces = typeof made === 'string' ? [made] : [...made];
  return { text: pieces.join(''), longest: Math.max(...pieces.map(({ length }) => length)) };
}

test.each([
  ['plain', 'x'.repeat(LONG)],
  ['with pairs at each place of a cut', `a${'😀'.repeat(LONG)}`],
  ['with pairs, shifted by one', '😀'.repeat(LONG)],
  ['with halves of pairs', '\ud83dx'.repeat(LONG)],
  ['with what JSON escapes', '"\\\n\u0000\u2028é'.repeat(LONG)],
])('a long text is made piece by piece: %s', (_, long) => {
  for (const body of [
    { id: '1', msg: { type: 'end', stdout: long, nothing: undefined, exit: 0, list: [1] }, last: null },
    { item: { text: long, other: { a: long.slice(0, 5) } }, threadId: 't' },
    { text: long },
  ]) {
    const { text, longest } = encoded(body);
    expect(text === `{"params":${JSON.stringify(body)}}`).toBe(true);
    expect(longest).toBeLessThan(500_000);
  }
});

test('a short message is one text', () => {
  expect(encodeMessage('<', { msg: { text: 'x'.repeat(1000) } }, '>')).toBe(`<{"msg":{"text":"${'x'.repeat(1000)}"}}>`);
});

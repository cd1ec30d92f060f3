import { expect, test } from 'vitest';
import { jsonBytes, stringifyJson } from '../../src/domain/json.js';

const said = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });

test.each([
  ['plain', 'line "quoted"\n'.repeat(300)],
  ['with pairs', 'a😀é…'.repeat(300)],
  ['with what looks like a half of a pair', 'print("\\ud83d")'.repeat(300)],
  ['with halves of pairs', '\ud83dx\ude00'.repeat(300)],
  ['with a text that is long itself', 'x'.repeat(1_500_000)],
])('a long request has the bytes of the text that JSON has for it: %s', (_, text) => {
  const input = Array.from({ length: 300 }, (_, n) => said(n === 7 ? text : `${n} ${text.slice(0, 5000)}`));
  const body = { model: 'm', input, tools: [], nothing: undefined, store: false, limit: null };
  expect(Buffer.concat(jsonBytes(body)).toString() === stringifyJson(body)).toBe(true);
  expect(stringifyJson(body)).not.toMatch(/[^\\]\\ud83d/);
});

test('a long request is encoded in parts, a short one as a whole', () => {
  const input = (count: number) => Array.from({ length: count }, () => said('x'.repeat(1000)));
  expect(jsonBytes({ input: input(1000) }).length).toBeGreaterThan(10);
  expect(jsonBytes({ input: input(50) }).length).toBe(1);
});

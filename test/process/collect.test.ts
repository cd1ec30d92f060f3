import { expect, test } from 'vitest';
import { Collected } from '../../src/process/collect.js';

const LIMIT = 20_000;

test.each([
  ['NUL bytes', Buffer.alloc(1000)],
  ['escape characters', Buffer.alloc(1000, 0x1b)],
  ['bytes that are no UTF-8', Buffer.alloc(1000, 0xff)],
  ['quotes', Buffer.alloc(1000, '"')],
  ['lines', Buffer.alloc(1000, '\n')],
  ['plain text without a line', Buffer.alloc(1000, 'x')],
  ['single bytes', Buffer.alloc(1)],
  ['one chunk larger than the limit', Buffer.alloc(3 * LIMIT)],
])('a flood of %s stays within the limit as JSON', (_, chunk) => {
  const collected = new Collected(LIMIT);
  for (let sent = 0; sent < 10 * LIMIT; sent += chunk.length) collected.add(chunk);
  const size = Buffer.byteLength(JSON.stringify(collected.text()));
  // One chunk more than the limit may stay at the end.
  expect(size).toBeLessThan(LIMIT + 6 * chunk.length + 100);
  expect(collected.text()).toContain('bytes left out');
});

test.each([
  ['Chinese', '世界和平'],
  ['Cyrillic', 'привет '],
  ['Greek', 'καλημέρα '],
  ['emoji', '😀🎉'],
  ['Arabic', 'مرحبا '],
  ['Latin', 'hello '],
])('text in %s counts by its bytes', (_, text) => {
  const collected = new Collected(LIMIT);
  const chunk = Buffer.from(text.repeat(100));
  let sent = 0;
  for (; sent + chunk.length < LIMIT * 0.99; sent += chunk.length) collected.add(chunk);
  expect(Buffer.byteLength(collected.text())).toBe(sent);
});

test.each([
  ['halves of pairs', [0xed, 0xa0, 0x80]],
  ['long forms', [0xe0, 0x80, 0x80]],
  ['characters beyond the last', [0xf4, 0x90, 0x80, 0x80]],
  ['characters without their end', [0xe4, 0xb8]],
  ['ends without a beginning', [0x80, 0xbf]],
])('%s count as what they become', (_, bytes) => {
  const collected = new Collected(LIMIT);
  for (let sent = 0; sent < 5 * LIMIT; sent += 100 * bytes.length)
    collected.add(Buffer.from(Array.from({ length: 100 }, () => bytes).flat()));
  expect(Buffer.byteLength(JSON.stringify(collected.text()))).toBeLessThan(LIMIT + 6 * 100 * bytes.length + 100);
});

test('what fits is whole', () => {
  const collected = new Collected(LIMIT);
  for (const text of ['héllo\n', '\0', '世界', '"x"\n']) collected.add(Buffer.from(text));
  expect(collected.text()).toBe('héllo\n\0世界"x"\n');
});

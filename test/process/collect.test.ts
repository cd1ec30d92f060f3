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

test('what fits is whole', () => {
  const collected = new Collected(LIMIT);
  for (const text of ['héllo\n', '\0', '世界', '"x"\n']) collected.add(Buffer.from(text));
  expect(collected.text()).toBe('héllo\n\0世界"x"\n');
});

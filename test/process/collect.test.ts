import { expect, test } from 'vitest';
import { Collected, CollectedStreams } from '../../src/process/collect.js';

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

test.each([
  [[], { stdout: '', stderr: '', aggregated: '' }],
  [['o1', 'o2'], { stdout: 'o1o2', stderr: '', aggregated: 'o1o2' }],
  [['e1', 'e2'], { stdout: '', stderr: 'e1e2', aggregated: 'e1e2' }],
  [['o1', 'o2', 'e1', 'o3'], { stdout: 'o1o2o3', stderr: 'e1', aggregated: 'o1o2e1o3' }],
  [['e1', 'o1', 'e2'], { stdout: 'o1', stderr: 'e1e2', aggregated: 'e1o1e2' }],
])('both streams are kept as they came: %j', (chunks, texts) => {
  const collected = new CollectedStreams(LIMIT);
  for (const chunk of chunks) collected.add(chunk.startsWith('o') ? 'stdout' : 'stderr', Buffer.from(chunk));
  expect(collected.texts()).toEqual(texts);
});

test('both streams together have the limit of each', () => {
  const collected = new CollectedStreams(LIMIT);
  collected.add('stdout', Buffer.alloc(LIMIT * 0.75, 'o'));
  collected.add('stderr', Buffer.alloc(LIMIT * 0.75, 'e'));
  const { stdout, stderr, aggregated } = collected.texts();
  const both = new Collected(LIMIT);
  for (const text of [stdout, stderr]) both.add(Buffer.from(text));
  expect([stdout, stderr].map((text) => text.length)).toEqual([LIMIT * 0.75, LIMIT * 0.75]);
  expect(aggregated).toBe(both.text());
});

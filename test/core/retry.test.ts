import { expect, test } from 'vitest';
import { duration } from '../../src/core/turn/retry.js';
import { exponential } from '../../src/net/retry.js';

test.each([
  [202, '202ms'],
  [374, '374ms'],
  [1600, '1.6s'],
  [1613, '1.613s'],
  [2000, '2s'],
  [3_600_000, '3600s'],
  [0.5, '500µs'],
  [11_054, '11.054s'],
  [28.5, '28.5ms'],
  [0, '0ns'],
])('%d ms are shown as %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test.each([
  [1, 200],
  [2, 400],
  [5, 3200],
  [10, 60_000],
  [100, 60_000],
])('further attempt %d is put off for about %d ms', (attempt, ms) => {
  for (let i = 0; i < 50; i++) {
    const delay = exponential.delay(attempt);
    expect(delay).toBeGreaterThanOrEqual(ms * 0.9);
    expect(delay).toBeLessThan(ms * 1.1);
    expect(Number.isInteger(delay)).toBe(true);
  }
});

test('a wait that is longer than the longest timer does not end at once', async () => {
  const abort = new AbortController();
  const waiting = exponential.wait(2 ** 40, abort.signal).then(
    () => 'over',
    () => 'aborted',
  );
  expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 20, 'waiting'))])).toBe('waiting');
  abort.abort();
  expect(await waiting).toBe('aborted');
});

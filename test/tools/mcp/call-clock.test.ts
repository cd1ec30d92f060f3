import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CallClock } from '../../../src/tools/mcp/call-clock.js';
import { isTimeout } from '../../../src/tools/mcp/failure.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('counts while the call works, and stands still while the user is asked', () => {
  const clock = new CallClock(1000);
  vi.advanceTimersByTime(600);
  clock.pause();
  clock.pause();
  vi.advanceTimersByTime(60_000);
  clock.resume();
  clock.resume();
  vi.advanceTimersByTime(399);
  expect(clock.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(isTimeout(clock.signal.reason)).toBe(true);
});

it('leaves no timer behind when the call is over', () => {
  const clock = new CallClock(1000);
  clock.stop();
  clock.resume();
  expect(vi.getTimerCount()).toBe(0);
});

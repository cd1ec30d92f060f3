import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Backlog } from '../../src/rpc/backlog.js';

const MIB = 1024 * 1024;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const reasons: string[] = [];
  const backlog = new Backlog((reason) => reasons.push(reason));
  return { backlog, reasons };
}

it('much for a moment is no reason to give a client up', () => {
  const { backlog, reasons } = watched();
  for (let n = 0; n < 10; n++) {
    backlog.changed(100 * MIB);
    vi.advanceTimersByTime(4000);
    backlog.changed(MIB);
    vi.advanceTimersByTime(4000);
  }
  expect(reasons).toEqual([]);
});

it('much for long is one, also when it becomes more all the time', () => {
  const { backlog, reasons } = watched();
  for (let n = 17; n < 23; n++) {
    backlog.changed(n * MIB);
    vi.advanceTimersByTime(1000);
  }
  expect(reasons).toHaveLength(1);
  expect(reasons[0]).toMatch(/^the client reads too slowly: \d+ MiB wait for it$/);
});

it('very much is one at once', () => {
  const { backlog, reasons } = watched();
  backlog.changed(129 * MIB);
  expect(reasons).toEqual(['the client reads too slowly: 129 MiB wait for it']);
});

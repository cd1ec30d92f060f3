import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ReadAhead } from '../../src/core/turn/read-ahead.js';

const never = new AbortController().signal;

/** Values, one a turn of the event loop, and then perhaps an error; `given` counts what was asked for. */
function source(count: number, error?: Error) {
  const seen = { given: 0, signal: never };
  const open = async function* (signal: AbortSignal) {
    seen.signal = signal;
    for (let i = 0; i < count; i++) {
      await turnOfTheLoop();
      if (signal.aborted) throw new Error('aborted');
      seen.given = i + 1;
      yield i;
    }
    if (error) throw error;
  };
  return { seen, open };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turnOfTheLoop();
}

test('values come in order, also to a slow consumer, and it is known what waits', async () => {
  const { open } = source(5);
  const ahead = new ReadAhead(open, never);
  const taken: number[] = [];
  for await (const value of ahead) {
    if (value === 0) await until(() => ahead.waiting.length === 4);
    taken.push(value);
  }
  expect(taken).toEqual([0, 1, 2, 3, 4]);
});

test('an error comes after the values before it', async () => {
  const { open, seen } = source(2, new Error('broken'));
  const taken: number[] = [];
  const read = async () => {
    for await (const value of new ReadAhead(open, never)) {
      await until(() => seen.given === 2);
      taken.push(value);
    }
  };
  await expect(read()).rejects.toThrow('broken');
  expect(taken).toEqual([0, 1]);
});

test('a sender that never ends is read no further than the limit', async () => {
  const { open, seen } = source(Number.POSITIVE_INFINITY);
  const ahead = new ReadAhead(open, never);
  for await (const value of ahead) {
    if (value === 0) {
      await until(() => ahead.waiting.length === 64);
      for (let i = 0; i < 10; i++) await turnOfTheLoop();
      expect(seen.given).toBe(65);
    }
    if (value === 100) break;
  }
  expect(seen.signal.aborted).toBe(true);
});

test('an early stop and a caller that aborts both end the stream', async () => {
  const first = source(Number.POSITIVE_INFINITY);
  for await (const value of new ReadAhead(first.open, never)) if (value === 3) break;
  expect(first.seen.signal.aborted).toBe(true);
  const caller = new AbortController();
  const second = source(Number.POSITIVE_INFINITY);
  const read = async () => {
    for await (const value of new ReadAhead(second.open, caller.signal)) if (value === 3) caller.abort();
  };
  await expect(read()).rejects.toThrow('aborted');
});

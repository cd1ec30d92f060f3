import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePositions, decodeCursor, encodeCursor, type Position } from '../../src/store/files/cursor.js';
import { RolloutList } from '../../src/store/files/list.js';
import { scratchFolder } from '../support/scratch.js';
import { pathOf, put, small } from './rollouts.js';

const two = (n: number) => String(n).padStart(2, '0');
const time = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 }))
  .map(([day, second]) => `2025-01-${two(day)}T00-00-${two(second)}`);
/** Few days and times, so that many are alike; some files lie in the folder of another day. */
const position: fc.Arbitrary<Position> = fc
  .tuple(time, fc.uuid(), fc.option(fc.integer({ min: 1, max: 3 }), { freq: 4, nil: undefined }))
  .map(([at, id, elsewhere]) => ({
    day: elsewhere === undefined ? at.slice(0, 10).replaceAll('-', '/') : `2025/01/${two(elsewhere)}`,
    time: at,
    id,
  }));
const positions = fc.uniqueArray(position, { maxLength: 12, selector: ({ id }) => id });

test('a cursor stands for its position', () => {
  const holds = fc.property(position, (p) => {
    expect(decodeCursor(encodeCursor(p))).toEqual(p);
  });
  void fc.assert(holds);
});

test('a cursor has the form of the reference where a file lies in the folder of its date', () => {
  const id = '00000000-0000-0000-0000-000000000029';
  expect(encodeCursor({ day: '2025/10/03', time: '2025-10-03T09-00-24', id })).toBe(`2025-10-03T09-00-24|${id}`);
});

test('page by page each conversation comes exactly once and in order, also when others are added meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(positions, positions, fc.integer({ min: 1, max: 5 }), async (before, during, pageSize) => {
      await using home = await scratchFolder('cursor');
      const add = ({ day, time, id }: Position) => put(pathOf(home.path, time, id, day), small(id));
      await Promise.all(before.map(add));
      const late = during.filter(({ id }) => !before.some((p) => p.id === id));
      const list = new RolloutList(join(home.path, 'sessions'));
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await list.page(pageSize, cursor);
        expect(page.items.length === pageSize || page.nextCursor === undefined).toBe(true);
        seen.push(...page.items.map((item) => item.conversationId));
        cursor = page.nextCursor;
        const next = late.pop();
        if (next) await add(next);
      } while (cursor);
      const old = before.map(({ id }) => id);
      const wanted = [...before].sort(comparePositions).map(({ id }) => id);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((id) => old.includes(id))).toEqual(wanted);
    }),
    { numRuns: 60 },
  );
});

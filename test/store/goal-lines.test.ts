import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Goal } from '../../src/domain/goal.js';
import { goalLine, goalRecord } from '../../src/store/files/goal-lines.js';
import { readHead } from '../../src/store/files/head.js';
import { scratchFolder } from '../support/scratch.js';
import { idOf, line, meta, text } from './rollouts.js';

const goal: Goal = {
  objective: 'Every rose is watered',
  status: 'active',
  tokenBudget: null,
  tokensUsed: 90,
  timeUsedSeconds: 3,
  createdAt: 1,
  updatedAt: 2,
};
const written = { type: 'goal', conversationId: idOf(1), goal, turnId: 'turn-1' } as const;

/** The line as it is in the file. */
const onDisk = ({ own, ...rest }: ReturnType<typeof goalLine>) => ({ ...rest, ...own });

test('a goal of this program is read as it was', () => {
  expect(goalRecord(onDisk(goalLine(written)))).toEqual(written);
  const gone = { ...written, goal: null, turnId: null };
  expect(goalRecord(onDisk(goalLine(gone)))).toEqual(gone);
});

test('a goal that 0.171 has left active waits for the user', () => {
  const { own: _, ...foreign } = goalLine(written);
  expect(goalRecord(foreign)?.goal).toEqual({ ...goal, status: 'paused' });
  const complete = goalLine({ ...written, goal: { ...goal, status: 'complete' } });
  expect(goalRecord({ ...complete, own: undefined })?.goal?.status).toBe('complete');
});

test('lines that hold no goal are none', () => {
  for (const payload of [
    { type: 'thread_goal_updated' },
    { type: 'thread_goal_updated', threadId: 'x', goal: {} },
    { type: 'other' },
  ])
    expect(goalRecord({ type: 'event_msg', payload })).toBeUndefined();
});

test('a thread with a goal and no message yet is listed by its objective', async () => {
  await using folder = await scratchFolder('goal');
  const path = join(folder.path, 'rollout.jsonl');
  writeFileSync(path, text([meta(idOf(1)), line('event_msg', goalLine(written).payload)]));
  expect(await readHead(path)).toMatchObject({ head: { preview: 'Every rose is watered' } });
});

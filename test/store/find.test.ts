import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { findRollout } from '../../src/store/files/find.js';
import { scratchFolder } from '../support/scratch.js';
import { idOf, pathOf, put } from './rollouts.js';

test('a rollout is found by the id in its name, exactly (C50)', async () => {
  await using home = await scratchFolder('find');
  const sessions = join(home.path, 'sessions');
  const path = await put(pathOf(home.path, '2025-01-02T00-00-00', idOf(1)), 'x');
  // Names that hold the characters of another id, in order, and files that are no rollouts.
  await put(pathOf(home.path, '2025-01-03T00-00-00', idOf(0x21)), 'x');
  await put(join(sessions, '2025/01/04', `${idOf(2)}.jsonl`), 'x');
  await put(join(sessions, '2025/01/04', `rollout-2025-01-04T00-00-00-${idOf(2)}.jsonl.bak`), 'x');
  await put(join(home.path, 'archived_sessions', `rollout-2025-01-04T00-00-00-${idOf(2)}.jsonl`), 'x');
  await mkdir(pathOf(home.path, '2025-01-05T00-00-00', idOf(2)), { recursive: true });
  await put(join(sessions, '.gitignore'), '*');
  expect(await findRollout(sessions, idOf(1))).toBe(path);
  expect(await findRollout(sessions, idOf(2))).toBeUndefined();
  expect(await findRollout(join(home.path, 'none'), idOf(1))).toBeUndefined();
});

test('an id that tells its time is found on its day, and on any other', async () => {
  await using home = await scratchFolder('find');
  const sessions = join(home.path, 'sessions');
  const [near, far] = [v7({ msecs: Date.UTC(2025, 4, 6, 23, 59) }), v7({ msecs: Date.UTC(2025, 4, 6) })];
  const nearPath = await put(pathOf(home.path, '2025-05-07T08-59-00', near), 'x');
  const farPath = await put(pathOf(home.path, '2025-05-06T00-00-00', far, '2019/1/1'), 'x');
  expect(await findRollout(sessions, near)).toBe(nearPath);
  expect(await findRollout(sessions, far)).toBe(farPath);
});

test('of a conversation that a later release has taken back, the newest file counts', async () => {
  await using home = await scratchFolder('find');
  const sessions = join(home.path, 'sessions');
  const id = v7({ msecs: Date.UTC(2025, 4, 6, 12) });
  await put(pathOf(home.path, '2025-05-06T12-00-00', id), 'x');
  const newest = await put(pathOf(home.path, '2025-06-01T00-00-00', `${id}_${idOf(3)}`), 'x');
  await put(join(home.path, 'state_5.sqlite'), 'x');
  expect(await findRollout(sessions, id)).toBe(newest);
});

import * as fs from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { RolloutList } from '../../src/store/files/list.js';
import { scratchFolder } from '../support/scratch.js';
import { idOf, pathOf, put, small } from './rollouts.js';

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  return { ...real, openSync: vi.fn(real.openSync) };
});

test('only the files of the page are opened, and one more to know whether there is another page', async () => {
  await using home = await scratchFolder('list');
  const paths: string[] = [];
  for (let n = 0; n < 40; n++) {
    const time = `2025-01-${10 + (n % 10)}T00-00-${10 + Math.floor(n / 10)}`;
    paths.push(await put(pathOf(home.path, time, idOf(n)), small(idOf(n))));
  }
  // What has just changed is not kept.
  await expect.poll(() => paths.every((path) => Date.now() - fs.statSync(path).ctimeMs > 150)).toBe(true);
  const opened = vi.mocked(fs.openSync);
  const list = new RolloutList(join(home.path, 'sessions'));
  const { nextCursor } = await list.page(5, undefined);
  expect(opened).toHaveBeenCalledTimes(6);
  await list.page(5, nextCursor);
  expect(opened).toHaveBeenCalledTimes(11);
});

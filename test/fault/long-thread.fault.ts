import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { homeWithLongThread } from '../server/v2/long-thread.js';
import { INITIALIZE } from '../server/v2/session.js';
import { startServer } from '../support/server.js';

const MAX_MB = 150;

test.skipIf(process.platform !== 'linux')('a conversation of 1 GB is resumed and paged in little memory', async () => {
  await using home = await homeWithLongThread(1000);
  const { id: threadId, turns } = home.thread;
  for (const _ of ['without an index', 'with the index']) {
    await using server = await startServer({ home: home.path, deadlineMs: 120_000 });
    await server.request('initialize', INITIALIZE);
    const page = { limit: 25, itemsView: 'full' };
    const resumed = await server.request<{ initialTurnsPage: { data: { id: string }[] } }>('thread/resume', {
      threadId,
      excludeTurns: true,
      initialTurnsPage: page,
    });
    expect(resumed.initialTurnsPage.data[0]?.id).toBe(`turn-${turns - 1}`);
    for (const params of [{ threadId }, { threadId, sortDirection: 'asc' }])
      expect((await server.request<{ data: unknown[] }>('thread/items/list', params)).data).toHaveLength(25);
    const status = await readFile(`/proc/${server.child.pid}/status`, 'latin1');
    expect(Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024).toBeLessThan(MAX_MB);
  }
});

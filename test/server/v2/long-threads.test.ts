import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ThreadItemEntry, Turn } from '../../../generated-types/v2/index.js';
import { startModelPeer } from '../../support/model-peer.js';
import { startServer } from '../../support/server.js';
import { homeWithLongThread } from './long-thread.js';
import { INITIALIZE, turnCompleted } from './session.js';

interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

test('a long thread is resumed and paged in parts, and the model gets the same history as after a whole reading', async () => {
  await using home = await homeWithLongThread(50);
  const { id: threadId, turns, items } = home.thread;
  const ids = Array.from({ length: turns }, (_, n) => `turn-${n}`);
  const indexes = () => readdir(join(home.path, 'turnwire', 'rollout-index')).catch(() => []);
  const inputs: (readonly unknown[])[] = [];
  for (const excludeTurns of [true, false]) {
    await using peer = await startModelPeer([{ text: 'fine' }]);
    await using server = await startServer({ home: home.path, config: peer.config() });
    await server.request('initialize', INITIALIZE);
    const all = async <T>(method: string, params: object): Promise<T[]> => {
      const found: T[] = [];
      for (let cursor: string | null = null; ; ) {
        const page: Page<T> = await server.request(method, { threadId, limit: 100, cursor, ...params });
        found.push(...page.data);
        cursor = page.nextCursor;
        if (cursor === null) return found;
      }
    };
    if (excludeTurns) {
      const pages = await all<Turn>('thread/turns/list', { itemsView: 'notLoaded' });
      expect(pages.map(({ id }) => id)).toEqual(ids.toReversed());
      expect(await indexes()).toHaveLength(1);
      await rm(join(home.path, 'turnwire', 'rollout-index'), { recursive: true });
      const entries = await all<ThreadItemEntry>('thread/items/list', {});
      expect(entries).toHaveLength(items);
      expect(new Set(entries.map(({ turnId, item }) => `${turnId} ${item.id}`)).size).toBe(items);
      expect(await indexes()).toHaveLength(1);
    }
    const resumed = await server.request<{ thread: { preview: string; turns: Turn[] }; turnsBackwardsCursor: string }>(
      'thread/resume',
      { threadId, excludeTurns, approvalPolicy: 'never', sandbox: 'danger-full-access' },
    );
    expect(resumed.thread.preview).toBe('question 0');
    expect(resumed.thread.turns.length).toBe(excludeTurns ? 0 : turns + 1);
    const newest: Page<Turn> = await server.request('thread/turns/list', {
      threadId,
      limit: 2,
      cursor: resumed.turnsBackwardsCursor,
      itemsView: 'full',
    });
    if (excludeTurns) expect(newest.data.map(({ id }) => id)).toEqual(ids.slice(-2).toReversed());
    const started = await server.request<{ turn: Turn }>('turn/start', {
      threadId,
      input: [{ type: 'text', text: 'go' }],
    });
    await turnCompleted(server, started.turn.id);
    const [newer] = (await server.request<Page<Turn>>('thread/turns/list', { threadId, limit: 1 })).data;
    expect(newer?.id).toBe(started.turn.id);
    inputs.push(peer.requests[0]?.body.input ?? []);
    if (excludeTurns) continue;
    await server.request('thread/delete', { threadId });
    expect(await indexes()).toEqual([]);
  }
  const [inParts = [], whole = []] = inputs;
  expect(inParts.length).toBeGreaterThan(3);
  expect(inParts.length).toBeLessThan(turns * 20);
  expect(whole.slice(0, inParts.length)).toEqual(inParts);
}, 240_000);

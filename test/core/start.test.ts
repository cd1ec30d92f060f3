import { appendFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createStarter } from '../../src/core/conversation/start.js';
import type { Ports } from '../../src/core/ports/index.js';
import { FileStore } from '../../src/store/files/store.js';
import * as r from '../store/rollouts.js';
import { scratchFolder } from '../support/scratch.js';

test('a rollout that grew after it was read is not continued, and its lease is released', async () => {
  await using home = await scratchFolder('begin');
  const path = await r.put(r.pathOf(home.path, '2025-01-01T00-00-00', r.idOf(1)), r.small(r.idOf(1)));
  const store = new FileStore(home.path, () => 0);
  const settings = { derive: () => ({ model: 'm', dynamicTools: [] }), hooks: () => ({ hooks: [] }) };
  const clock = { now: () => 0 };
  const models = { source: () => ({}), traits: () => ({ contextWindow: null }) };
  // A conversation that is loaded and does nothing asks for nothing else.
  const tools = { open: () => ({ close() {} }) };
  const ports = { store, settings, models, tools, clock } as unknown as Ports;
  const { startFrom } = createStarter(ports);
  const stored = await store.load(path);
  appendFileSync(path, r.text(r.said('by the owner of before')));
  expect(await startFrom(stored, {})).toBeUndefined();
  expect(store.lease(r.idOf(1)).token).toBeUndefined();
  const opened = await startFrom(await store.load(path), {});
  expect(opened?.events.at(-1)).toMatchObject({ item: { content: [{ text: 'by the owner of before' }] } });
  await opened?.conversation.close();
  expect(store.lease(r.idOf(1)).token).toBeUndefined();
  store.close();
});

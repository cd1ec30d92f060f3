import { readFileSync, writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Turns, turnsOf } from '../../src/core/history/turns.js';
import type { PersistedEvent, TurnEnded, TurnStarted } from '../../src/domain/events.js';
import { userMessage, userText } from '../../src/domain/history-item.js';
import type { UserMessage } from '../../src/domain/item.js';
import { type ConversationRecord, eventRecord, historyRecord } from '../../src/domain/record.js';
import { FileStore } from '../../src/store/files/store.js';
import { scratchFolder } from '../support/scratch.js';
import { metaOf } from './contract.js';
import { anyItem } from './items.js';
import { answered, idOf, line, meta, pathOf, put, said } from './rollouts.js';

const ms = fc.integer({ min: 0, max: 1e10 });
const started: fc.Arbitrary<TurnStarted> = fc.record({
  type: fc.constant('turn-started' as const),
  contextWindow: fc.option(fc.nat()),
  startedAt: ms,
});
const ended: fc.Arbitrary<TurnEnded> = fc
  .record({
    startedAt: ms,
    completedAt: ms,
    status: fc.constantFrom('completed' as const, 'interrupted' as const, 'failed' as const),
    said: fc.option(fc.string()),
  })
  .map(({ status, said: lastMessage, ...times }) => {
    const cause = { code: 'context_full', tokens: 1, limit: 2 } as const;
    const error = status === 'failed' ? { message: 'no', cause } : null;
    const last = status === 'completed' ? lastMessage : null;
    const reason = status === 'interrupted' ? { reason: 'interrupted' as const } : {};
    return { type: 'turn-ended' as const, status, ...times, lastMessage: last, ...reason, error };
  });
/** What a turn tells while it runs; the last turn may lack its end, as that of a process that has died does. */
const turn = fc.record({
  id: fc.uuid({ version: 7 }),
  started,
  items: fc.uniqueArray(anyItem, { maxLength: 5, selector: ({ id }) => id }),
  ended,
});
const story = fc.record({
  turns: fc.uniqueArray(turn, { maxLength: 4, selector: ({ id }) => id }),
  dies: fc.boolean(),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

function eventsOf({ turns, dies }: Story): { event: PersistedEvent; turnId: string }[] {
  return turns.flatMap(({ id, started, items, ended }, n) => {
    const done = items.map((item): PersistedEvent => ({ type: 'item-completed', item }));
    const last = n === turns.length - 1;
    return [started, ...done, ...(last && dies ? [] : [ended])].map((event) => ({ event, turnId: id }));
  });
}

/** The same text for the same value, with any order of its members. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

async function storeIn(folder: { readonly path: string }) {
  const store = new FileStore(folder.path, () => 1_741_064_767_890);
  const begin = async (n: number, records: readonly ConversationRecord[]) => {
    const token = store.lease(idOf(n)).take();
    const rollout = await store.create(metaOf(n));
    await rollout.append(records, token);
    await rollout.close();
    return rollout.location;
  };
  return { store, begin };
}

test('turns are the same while they run, when they are read, and in a copy', async () => {
  await using folder = await scratchFolder('both');
  const { store, begin } = await storeIn(folder);
  let n = 0;
  await fc.assert(
    fc.asyncProperty(story, async (told) => {
      const events = eventsOf(told);
      const live = new Turns();
      for (const { event, turnId } of events) live.add(event, turnId);
      const location = await begin(
        ++n,
        events.map(({ event, turnId }) => eventRecord(event, turnId)),
      );
      const stored = await store.load(location, { toCopy: true });
      expect(turnsOf(stored.records)).toEqual(live.states());
      expect(stored.findings).toEqual([]);
      const copy = await store.create(
        { ...metaOf(++n), forkedFrom: stored.meta.id },
        { from: stored, count: stored.records.length },
      );
      await copy.close();
      expect(turnsOf((await store.load(copy.location)).records)).toEqual(live.states());
    }),
    { numRuns: 40 },
  );
  store.close();
});

test('a file that is cut at any byte has the turns up to the cut', async () => {
  await using folder = await scratchFolder('both');
  const { store, begin } = await storeIn(folder);
  const [told] = fc.sample(
    story.filter(({ turns, dies }) => dies && turns.length === 2 && turns.every(({ items }) => items.length === 2)),
    { numRuns: 1, seed: 7 },
  ) as [Story];
  const events = eventsOf(told);
  const whole = readFileSync(
    await begin(
      1,
      events.map(({ event, turnId }) => eventRecord(event, turnId)),
    ),
  );
  const known = [...events, undefined].map((_, count) => {
    const turns = new Turns();
    for (const { event, turnId } of events.slice(0, count)) turns.add(event, turnId);
    return canonical(turns.states());
  });
  const path = pathOf(folder.path, '2025-01-01T00-00-00', idOf(9));
  await put(path, []);
  let longest = 0;
  for (let cut = whole.indexOf(10) + 1; cut <= whole.length; cut++) {
    writeFileSync(path, whole.subarray(0, cut));
    const found = known.lastIndexOf(canonical(turnsOf((await store.load(path)).records)));
    expect(found).toBeGreaterThanOrEqual(longest);
    longest = found;
  }
  expect(longest).toBe(events.length);
  store.close();
});

test('pictures of the disk are kept once, and are there again', async () => {
  await using folder = await scratchFolder('both');
  const { store, begin } = await storeIn(folder);
  const url = 'data:image/png;base64,AA==';
  const message: UserMessage = {
    type: 'user-message',
    id: 'm',
    startedAt: 1,
    completedAt: 1,
    content: [
      { type: 'local-image', path: '/missing.png' },
      { type: 'local-image', path: '/seen.png', url },
    ],
  };
  const item = userMessage([
    { type: 'input_text', text: '(not there)' },
    { type: 'input_image', image_url: url },
  ]);
  const location = await begin(1, [historyRecord(item), eventRecord({ type: 'item-completed', item: message }, 't')]);
  expect(turnsOf((await store.load(location)).records)).toMatchObject([{ id: 't', items: [message] }]);
  store.close();
});

test('a file of 0.44 keeps its form, and what is added has its ids again', async () => {
  await using folder = await scratchFolder('both');
  const { store } = await storeIn(folder);
  const path = await put(pathOf(folder.path, '2025-01-01T00-00-00', idOf(1)), [
    meta(idOf(1)),
    ...said('one'),
    ...answered('uno'),
  ]);
  const stored = await store.load(path);
  const token = store.lease(idOf(1)).take();
  const rollout = await store.reopen(stored);
  const message: UserMessage = {
    type: 'user-message',
    id: 'u',
    startedAt: 5,
    completedAt: 5,
    content: [{ type: 'text', text: 'one' }],
  };
  const answer = { type: 'agent-message', id: 'a', startedAt: 6, completedAt: 7, texts: ['uno'] } as const;
  await rollout.append(
    [
      eventRecord({ type: 'turn-started', contextWindow: null, startedAt: 5 }, 'new'),
      historyRecord(userText('one')),
      eventRecord({ type: 'item-completed', item: message }, 'new'),
      eventRecord({ type: 'item-completed', item: answer }, 'new'),
    ],
    token,
  );
  await rollout.close();
  expect(readFileSync(path, 'utf8')).not.toContain('"ordinal"');
  const again = await store.load(path, { toCopy: true });
  expect(turnsOf(again.records)).toMatchObject([
    { id: 'rollout-2', status: 'completed', startedAt: null, items: [{ id: 'item-1' }, { id: 'item-2' }] },
    { id: 'new', status: 'interrupted', startedAt: 5, items: [message, answer] },
  ]);
  const copy = await store.create({ ...metaOf(2), forkedFrom: idOf(1) }, { from: again, count: again.records.length });
  await copy.close();
  expect(turnsOf((await store.load(copy.location)).records)).toEqual(turnsOf(again.records));
  store.close();
});

test('an item and its events are one, in either order, also where another program has written both', async () => {
  await using folder = await scratchFolder('both');
  const { store } = await storeIn(folder);
  const whole = (turn: string, id: string, said: string) =>
    line('event_msg', {
      type: 'item_completed',
      thread_id: idOf(1),
      turn_id: turn,
      item: { type: 'AgentMessage', id, content: [{ type: 'Text', text: said }] },
    });
  const event = (message: string) => line('event_msg', { type: 'agent_message', message });
  const begin = (turn: string) => line('event_msg', { type: 'task_started', turn_id: turn, started_at: 1 });
  const path = await put(pathOf(folder.path, '2025-01-01T00-00-00', idOf(1)), [
    meta(idOf(1)),
    begin('a'),
    whole('a', 'm1', 'hi'),
    event('hi'),
    event('hi'),
    whole('a', 'm2', 'hi'),
    event('alone'),
    begin('b'),
    event('hi'),
  ]);
  const turns = turnsOf((await store.load(path)).records);
  expect(turns.map(({ id, items }) => [id, items.map((item) => item.id)])).toEqual([
    ['a', ['m1', 'm2', expect.stringMatching(/^item-/)]],
    ['b', [expect.stringMatching(/^item-/)]],
  ]);
  store.close();
});

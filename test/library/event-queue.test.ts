import { expect, test } from 'vitest';
import { EventQueue } from '../../clients/library/event-queue.js';
import type { TurnEvent } from '../../clients/library/index.js';

const base = { threadId: 't', turnId: 'u' };
const delta = (itemId: string, text: string): TurnEvent => ({
  method: 'item/agentMessage/delta',
  params: { ...base, itemId, delta: text },
});
const thought = (summaryIndex: number, text: string): TurnEvent => ({
  method: 'item/reasoning/summaryTextDelta',
  params: { ...base, itemId: 'r', summaryIndex, delta: text },
});
const diff = (text: string): TurnEvent => ({ method: 'turn/diff/updated', params: { ...base, diff: text } });
const completed = { method: 'item/completed', params: { ...base, item: { id: 'a' } } } as unknown as TurnEvent;

async function readAll(queue: EventQueue): Promise<TurnEvent[]> {
  queue.end();
  const events: TurnEvent[] = [];
  for await (const event of queue.read()) events.push(event);
  return events;
}

test('unread deltas of one text become one, also when several texts alternate', async () => {
  const queue = new EventQueue(() => {});
  for (let n = 0; n < 50_000; n++) {
    queue.add(delta('a', 'x'));
    queue.add(delta('b', 'y'));
    queue.add(thought(n % 2, 'z'));
  }
  expect(queue.length).toBe(4);
  const events = await readAll(queue);
  expect(events.map(({ params }) => (params as { delta: string }).delta.length)).toEqual([
    50_000, 50_000, 25_000, 25_000,
  ]);
});

test('nothing is moved before an event that is not a delta', async () => {
  const queue = new EventQueue(() => {});
  for (const event of [delta('a', '1'), completed, delta('a', '2'), delta('a', '3')]) queue.add(event);
  expect(await readAll(queue)).toEqual([delta('a', '1'), completed, delta('a', '23')]);
});

test('of events that replace each other the last one is left', async () => {
  const queue = new EventQueue(() => {});
  for (const event of [diff('1'), delta('a', 'x'), diff('12'), completed, diff('123')]) queue.add(event);
  expect(await readAll(queue)).toEqual([diff('12'), delta('a', 'x'), completed, diff('123')]);
});

test('a reader that falls behind slows the sender down until it has caught up', async () => {
  const paces: boolean[] = [];
  const queue = new EventQueue((isBehind) => paces.push(isBehind));
  for (let n = 0; n < 5000; n++) queue.add(delta('a', 'x'));
  expect(paces).toEqual([]); // nobody reads: a sender that waits would wait for ever
  const reader = queue.read();
  await reader.next();
  for (let n = 0; n < 1000; n++) queue.add(delta('a', 'x'));
  expect(paces).toEqual([true]);
  await reader.next();
  expect(paces).toEqual([true, false]);
  await reader.return();
});

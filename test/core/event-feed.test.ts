import { expect, test } from 'vitest';
import { EventFeed } from '../../src/core/conversation/event-feed.js';
import type { ConversationEvent, EventBody } from '../../src/domain/events.js';
import type { AgentMessage } from '../../src/domain/item.js';

const TURN = { turnId: 't', operation: '0' };
const started: EventBody = { type: 'turn-started', contextWindow: null, startedAt: 0 };
const ended: EventBody = {
  type: 'turn-ended',
  status: 'completed',
  startedAt: 0,
  completedAt: 0,
  lastMessage: null,
  error: null,
};
const delta = (text: string, itemId = 'm'): EventBody => ({ type: 'text-delta', itemId, part: 'message', text });
const message = (texts: string[], id = 'm'): AgentMessage => ({
  type: 'agent-message',
  id,
  startedAt: 0,
  completedAt: 0,
  texts,
});

function feedOf() {
  const feed = new EventFeed(() => 0);
  const emit = (...bodies: EventBody[]): void => {
    for (const body of bodies) feed.emit(TURN, body);
  };
  const join = (subscriber: object): ConversationEvent[] => {
    const received: ConversationEvent[] = [];
    feed.subscribe(subscriber, (event) => received.push(event));
    return received;
  };
  return { feed, emit, join };
}

const bodies = (events: readonly ConversationEvent[]): EventBody[] => events.map(({ body }) => body);

test('the first subscriber gets what was kept, in order, and the second only what follows', () => {
  const { emit, join } = feedOf();
  emit(delta('a'), ended);
  const [first, second] = [join({}), join({})];
  emit(delta('b'));
  expect(bodies(first)).toEqual([delta('a'), ended, delta('b')]);
  expect(bodies(second)).toEqual([delta('b')]);
});

test('a subscriber that has reserved its place gets every event after it, whatever subscribers came before', () => {
  const { feed, emit, join } = feedOf();
  const b = {};
  emit(delta('before'));
  feed.reserve(b);
  emit(started, delta('x'), ended);
  const a = join({});
  expect(bodies(a)).toEqual([delta('before'), started, delta('x'), ended]);
  expect(bodies(join(b))).toEqual([started, delta('x'), ended]);
});

test('a subscriber that leaves and comes back misses nothing; one that is gone for good keeps nothing alive', () => {
  const { feed, emit, join } = feedOf();
  const [a, b] = [{}, {}];
  join(a);
  join(b);
  feed.unsubscribe(a);
  emit(delta('x'));
  expect(bodies(join(a))).toEqual([delta('x')]);
  feed.unsubscribe(a);
  feed.forget(a);
  emit(delta('y'));
  expect(bodies(join(a))).toEqual([]);
});

test('a subscriber that subscribes twice gets each event once', () => {
  const { feed, emit } = feedOf();
  const received: ConversationEvent[] = [];
  const subscriber = {};
  feed.subscribe(subscriber, (event) => received.push(event));
  expect(feed.subscribe(subscriber, (event) => received.push(event))).toBe(false);
  emit(ended);
  expect(received).toHaveLength(1);
});

test('a place that is reserved in the middle of a turn comes with what the rollout does not tell of it', () => {
  const { feed, emit, join } = feedOf();
  join({});
  emit(started, { type: 'item-started', item: message([], 'done') }, delta('whole', 'done'));
  emit({ type: 'item-completed', item: message(['whole'], 'done') });
  emit({ type: 'item-started', item: message([]) }, delta('so '), delta('far'));
  const late = {};
  feed.reserve(late);
  emit(delta('!'), { type: 'item-completed', item: message(['so far!']) }, ended);
  expect(bodies(join(late))).toEqual([
    started,
    { type: 'item-started', item: message([]) },
    delta('so far'),
    delta('!'),
    { type: 'item-completed', item: message(['so far!']) },
    ended,
  ]);
});

test('past the cap the oldest deltas are dropped and nothing else', () => {
  const { emit, join } = feedOf();
  for (let i = 0; i < 20_000; i++) emit(i % 100 === 0 ? ended : delta(String(i)));
  const received = join({});
  expect(received.filter(({ body }) => body.type === 'turn-ended')).toHaveLength(200);
  expect(received.length).toBeLessThanOrEqual(10_000);
  expect(received.at(-1)?.body).toEqual(delta('19999'));
});

test('past the cap in bytes deltas are dropped although they are few', () => {
  const { emit, join } = feedOf();
  for (let i = 0; i < 20; i++) emit(delta('x'.repeat(1024 * 1024)));
  emit(ended);
  const received = join({});
  expect(received.length).toBeLessThan(10);
  expect(received.at(-1)?.body).toEqual(ended);
});

test('events that a delivery causes come after those that wait, and none is lost', () => {
  const { feed, emit } = feedOf();
  emit(delta('1'), delta('2'));
  const received: ConversationEvent[] = [];
  feed.subscribe({}, (event) => {
    received.push(event);
    if (received.length === 1) emit(delta('3'));
  });
  emit(delta('4'));
  expect(received.map(({ body }) => 'text' in body && body.text)).toEqual(['1', '2', '3', '4']);
});

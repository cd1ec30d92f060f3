import { expect, test } from 'vitest';
import { RecentEvents } from '../../src/core/conversation/recent-events.js';
import type { ConversationEvent, EventBody } from '../../src/domain/events.js';

const MB = 1024 * 1024;

const event = (seq: number, type: 'turn-started' | 'turn-ended' | 'closed' = 'closed'): ConversationEvent => ({
  seq,
  at: 0,
  turnId: null,
  operation: '',
  body: { type } as EventBody,
});

test('events are known from the beginning of a turn, also to one who asks for less', () => {
  const recent = new RecentEvents(0, null, false);
  for (const one of [event(1, 'turn-started'), event(2), event(3, 'turn-ended'), event(4)]) recent.add(one, 0);
  expect(recent.since(2)).toMatchObject({ after: 0, events: [{ seq: 1 }, { seq: 2 }, { seq: 3 }, { seq: 4 }] });
  expect(recent.since(3)).toMatchObject({ after: 3, events: [{ seq: 4 }] });
});

test('a turn whose beginning was not seen is not known; what follows it is', () => {
  const recent = new RecentEvents(7, null, true);
  recent.add(event(8), 0);
  expect(recent.since(7)).toBeUndefined();
  recent.add(event(9, 'turn-ended'), 0);
  recent.add(event(10), 0);
  expect(recent.since(8)).toBeUndefined();
  expect(recent.since(9)).toMatchObject({ events: [{ seq: 10 }] });
});

test('whole turns are forgotten, the oldest first', () => {
  const recent = new RecentEvents(0, null, false);
  for (let turn = 0; turn < 3; turn++) {
    recent.add(event(2 * turn + 1, 'turn-started'), 1.5 * MB);
    recent.add(event(2 * turn + 2, 'turn-ended'), 0);
  }
  expect(recent.since(0)).toBeUndefined();
  expect(recent.since(3)).toMatchObject({ after: 2 });
});

test('a running turn that is too much is forgotten, and the next one is kept again', () => {
  const recent = new RecentEvents(0, null, false);
  recent.add(event(1, 'turn-started'), 5 * MB);
  recent.add(event(2), 0);
  expect(recent.since(1)).toBeUndefined();
  recent.add(event(3, 'turn-ended'), 0);
  recent.add(event(4, 'turn-started'), 0);
  expect(recent.since(3)).toMatchObject({ events: [{ seq: 4 }] });
});

import { expect, test } from 'vitest';
import { Session } from '../../src/api/v1/session.js';
import { ThreadSession } from '../../src/api/v2/session.js';
import type { Conversation } from '../../src/core/conversation/conversation.js';

/** A conversation that notes who has a place in it. */
function noted() {
  const places = new Set<object>();
  const subscribers = {
    subscribe: (subscriber: object) => void places.add(subscriber),
    follow: (subscriber: object) => void places.add(subscriber),
    reserveAfter: (subscriber: object) => void places.add(subscriber),
    forget: (subscriber: object) => void places.delete(subscriber),
  };
  return { conversation: { id: 'c', subscribers } as unknown as Conversation, places };
}

// Requests that wait for another one on the same thread may end after their client has gone.
test('a client of v1 that is gone gets no place in a conversation any more', () => {
  const session = new Session({ notify: () => {} } as never, {} as never);
  const { conversation, places } = noted();
  places.add(session);
  session.end();
  session.opened(conversation);
  expect(places.size).toBe(0);
  session.subscribe('s', conversation);
  expect(places.size).toBe(0);
});

test('nor does a client of v2, and what ends with a client ends at once', () => {
  const session = new ThreadSession({ client: {} } as never);
  const { conversation, places } = noted();
  places.add(session);
  session.end();
  session.subscribe(conversation);
  expect(places.size).toBe(0);
  session.resumeSubscription(conversation, { recent: { events: [], tokens: undefined }, after: 0 } as never);
  expect(places.size).toBe(0);
  let isEnded = false;
  session.untilEnd(() => {
    isEnded = true;
  });
  expect(isEnded).toBe(true);
});

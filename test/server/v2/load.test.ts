import { expect, test } from 'vitest';
import { kindOf } from '../../support/exchange.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE } from './session.js';

const REQUESTS = 2_000;
const METHODS = ['thread/loaded/list', 'model/list', 'account/read', 'config/read', 'hooks/list'];

test('2,000 requests at once are all answered, each once', async () => {
  await using server = await startServer({ deadlineMs: 60_000 });
  await server.request('initialize', INITIALIZE);
  const requests = Array.from({ length: REQUESTS }, (_, i) => ({
    id: `burst-${i}`,
    method: METHODS[i % METHODS.length],
    params: {},
  }));
  server.sendRaw(requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
  const replies = () =>
    server.lines.flatMap(({ message }) =>
      kindOf(message) === 'reply' && String(message.id).startsWith('burst-') ? [message] : [],
    );
  await server.until('all replies', () => replies().length >= REQUESTS);
  expect(replies().filter(({ error }) => error)).toEqual([]);
  expect(new Set(replies().map(({ id }) => id)).size).toBe(REQUESTS);
  expect(replies()).toHaveLength(REQUESTS);
});

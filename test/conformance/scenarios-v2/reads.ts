import type { ThreadClient } from '../v2/client.js';
import type { ThreadScenario } from '../v2/scenario.js';

interface Page {
  readonly nextCursor: string | null;
  readonly backwardsCursor: string | null;
}

const turns = async (client: ThreadClient, params: object = {}): Promise<Page> => {
  const reply = await client.call('thread/turns/list', { threadId: client.threadId, ...params });
  return reply.result as Page;
};

export default [
  {
    name: 'v2 read: a thread, with and without turns',
    model: [{ text: 'one' }],
    async steps(client) {
      await client.begin();
      const { threadId } = client;
      await client.call('thread/read', { threadId });
      await client.turn('first');
      await client.call('thread/read', { threadId });
      await client.call('thread/read', { threadId, includeTurns: true });
      await client.restart();
      await client.initialize();
      await client.call('thread/read', { threadId });
      await client.call('thread/read', { threadId, includeTurns: true });
    },
  },
  {
    name: 'v2 read: pages of turns',
    model: [{ text: 'one' }, { text: 'two' }, { text: 'three' }],
    async steps(client) {
      await client.begin();
      for (const text of ['a', 'b', 'c']) await client.turn(text);
      await turns(client);
      await turns(client, { itemsView: 'full', limit: 1 });
      await turns(client, { itemsView: 'notLoaded', limit: 1000, sortDirection: 'asc' });
      const { nextCursor } = await turns(client, { limit: 2 });
      const { backwardsCursor } = await turns(client, { limit: 2, cursor: nextCursor });
      await turns(client, { cursor: backwardsCursor, sortDirection: 'asc' });
      await turns(client, { limit: 0 });
      await turns(client, { cursor: 'garbage' });
    },
  },
  {
    name: 'v2 read: pages of turns before the first',
    async steps(client) {
      await client.begin();
      await turns(client);
    },
  },
  {
    name: 'v2 read: what is loaded',
    model: [{ text: 'one' }],
    async steps(client) {
      await client.initialize();
      await client.call('thread/loaded/list', {});
      await client.open();
      await client.turn('first');
      await client.call('thread/loaded/list', {});
      const { threadId } = client;
      await client.call('thread/unsubscribe', { threadId });
      await client.call('thread/unsubscribe', { threadId });
      await client.call('thread/loaded/list', { limit: 1 });
      await client.call('thread/resume', { threadId });
    },
  },
] satisfies ThreadScenario[];

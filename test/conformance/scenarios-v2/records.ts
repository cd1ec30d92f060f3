import type { ThreadScenario } from '../v2/scenario.js';

export default [
  {
    name: 'v2 archive: a thread with a turn',
    model: [{ text: 'one' }],
    async steps(client) {
      await client.begin();
      await client.turn('first');
      const { threadId } = client;
      await client.call('thread/archive', { threadId });
      await client.told('thread/archived');
      await client.call('thread/archive', { threadId });
      await client.call('thread/resume', { threadId });
      await client.call('thread/read', { threadId });
      await client.startTurn('more');
    },
  },
  {
    name: 'v2 list: threads',
    model: [{ text: 'one' }, { text: 'two' }],
    async steps(client) {
      await client.begin();
      await client.call('thread/list', {});
      await client.turn('first of all');
      await client.call('thread/list', {});
      await client.open();
      await client.turn('second');
      await client.call('thread/list', { limit: 1, sortDirection: 'asc' });
      await client.call('thread/list', { modelProviders: [], sourceKinds: ['exec'] });
      await client.call('thread/list', { searchTerm: 'of all' });
      await client.call('thread/list', { cwd: '/nowhere' });
      await client.call('thread/list', { archived: true });
      await client.call('thread/list', { cursor: 'garbage' });
    },
  },
] satisfies ThreadScenario[];

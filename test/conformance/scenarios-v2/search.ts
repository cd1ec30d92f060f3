import { exec } from '../v2/replies.js';
import type { ThreadScenario } from '../v2/scenario.js';

export default [
  {
    name: 'v2 search: messages of threads',
    model: [{ text: 'Roses are red, said the poet.' }, { text: 'violets' }],
    async steps(client) {
      await client.begin();
      await client.turn(
        `Tell me of flowers, ${'in many words '.repeat(8)}and of a NEEDLE ${'and of more '.repeat(12)}.`,
      );
      await client.open();
      await client.turn('the poet again');
      const search = (searchTerm: string, params: object = {}) =>
        client.call('thread/search', { searchTerm, ...params });
      await search('needle');
      await search(' ROSES ');
      await search('poet', { sortDirection: 'asc' });
      await search('xyzzy');
      await search(' ');
      await search('poet', { archived: true });
      await search('poet', { cursor: 'garbage' });
    },
  },
  {
    name: 'v2 sample: one question',
    model: [{ text: 'one' }, { text: 'roses' }, { calls: [exec('true')] }],
    async steps(client) {
      await client.begin();
      await client.turn('first');
      const { threadId, turnId: expectedTurnId, unknownThread } = client;
      const sample = (params: object) =>
        client.call('thread/sample', { threadId, expectedTurnId, prompt: 'in a word?', ...params });
      await sample({});
      await sample({});
      await sample({ expectedTurnId: 'x' });
      await sample({ prompt: ' ' });
      await sample({ threadId: unknownThread });
    },
  },
] satisfies ThreadScenario[];

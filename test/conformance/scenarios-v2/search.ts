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
    name: 'v2 search: places in one thread',
    model: [{ text: `Roses, the poet said.\n  The\t poet ${'and more '.repeat(30)}and POET.` }, { text: 'violets' }],
    async steps(client) {
      await client.begin();
      await client.turn('tell me of the poet');
      await client.turn('the poet again');
      const { threadId, unknownThread } = client;
      const search = (searchTerm: string, params: object = {}) =>
        client.call('thread/searchOccurrences', { threadId, searchTerm, ...params });
      await search('poet');
      const page = (await search('The Poet', { limit: 1 })) as { result?: { nextCursor: string } };
      await search('The Poet', { limit: 1, cursor: page.result?.nextCursor });
      await search('the p ', { limit: 0 });
      await search(' ');
      await search('poet', { cursor: 'garbage' });
      await search('poet', { threadId: unknownThread });
    },
  },
  {
    name: 'v2 search: with reports, and cancelled',
    model: [{ text: 'Roses are red, said the poet.' }],
    async steps(client) {
      await client.begin();
      await client.turn('first');
      await client.call('thread/search/stream', { searchTerm: 'poet' });
      await client.call('thread/search/stream', { searchTerm: ' ' });
      await client.call('thread/search/cancel', { requestId: 'x' });
      await client.call('thread/search/stream/cancel', { requestId: 'x' });
      await client.call('thread/sample/cancel', { requestId: 'x' });
    },
  },
  {
    name: 'v2 sample: one that is cancelled',
    model: [{ text: 'one' }, { text: 'roses', wire: { pauseAfter: 'response.created' } }],
    async steps(client, peer) {
      await client.begin();
      await client.turn('first');
      const { threadId, turnId: expectedTurnId } = client;
      const asked = client.call('thread/sample', { threadId, expectedTurnId, prompt: 'in a word?' });
      await peer.paused();
      const requestId = client.lines.findLast(({ message }) => message.method === 'thread/sample')?.message.id;
      await client.call('thread/sample/cancel', { requestId });
      await asked;
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

import type { ThreadScenario } from '../v2/scenario.js';

export default [
  {
    name: 'v2 compaction: asked for',
    model: [{ text: 'one' }, { text: 'A summary.' }, { text: 'two' }],
    async steps(client) {
      await client.begin();
      await client.turn('first');
      await client.call('thread/compact/start', { threadId: client.threadId });
      await client.told('turn/completed', 2);
      await client.turn('second');
      await client.call('thread/read', { threadId: client.threadId, includeTurns: true });
    },
  },
  {
    name: 'v2 compaction: it fails',
    model: [{ text: 'one' }, { fail: { status: 400, body: 'no' } }],
    async steps(client) {
      await client.begin();
      await client.turn('first');
      await client.call('thread/compact/start', { threadId: client.threadId });
      await client.told('turn/completed', 2);
    },
  },
] satisfies ThreadScenario[];

import { exec } from '../v2/replies.js';
import type { ThreadScenario } from '../v2/scenario.js';

/** Runs until the file `go` is there. */
const WAITS = 'until [ -e go ]; do sleep 0.05; done; echo went';
const go = async (client: { server: { work: string } }) => {
  const { writeFile } = await import('node:fs/promises');
  await writeFile(`${client.server.work}/go`, '');
};

export default [
  {
    name: 'v2 steer: while a command runs',
    model: [{ calls: [exec(WAITS, { yield_time_ms: 30_000 })] }, { text: 'both done' }],
    async steps(client) {
      await client.begin({ approvalPolicy: 'never' });
      await client.startTurn('one');
      await client.item('started', 'commandExecution');
      await client.steer('two', { clientUserMessageId: 'second' });
      await client.steer('three');
      await go(client);
      await client.ended();
    },
  },
  {
    name: 'v2 steer: while the model speaks',
    model: [
      { text: 'half way', deltas: ['half ', 'way'], wire: { pauseAfter: 'response.output_text.delta' } },
      { text: 'changed' },
    ],
    async steps(client, peer) {
      await client.begin();
      await client.startTurn('one');
      await client.told('item/agentMessage/delta');
      await client.steer('two'); // the rest of the first answer never comes
      await client.ended();
      peer.release();
    },
  },
  {
    name: 'v2 steer: a second turn/start while a turn runs',
    model: [{ calls: [exec(WAITS, { yield_time_ms: 30_000 })] }, { text: 'both done' }],
    async steps(client) {
      await client.begin({ approvalPolicy: 'never' });
      await client.startTurn('one');
      await client.item('started', 'commandExecution');
      await client.startTurn('two', { clientUserMessageId: 'second' });
      await go(client);
      await client.ended();
    },
  },
  {
    name: 'v2 steer: refused',
    model: [{ text: 'slow', wire: { pauseBefore: 'response.completed' } }],
    async steps(client, peer) {
      await client.begin();
      await client.steer('nobody', { expectedTurnId: 'x' });
      await client.startTurn('one');
      await client.item('completed', 'agentMessage');
      await client.steer('wrong', { expectedTurnId: 'wrong' });
      await client.steer('empty', { expectedTurnId: '' });
      await client.steer('nothing', { input: [] });
      peer.release();
      await client.ended();
    },
  },
] satisfies ThreadScenario[];

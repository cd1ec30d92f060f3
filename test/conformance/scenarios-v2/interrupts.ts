import { exec } from '../v2/replies.js';
import { ASKS, type ThreadScenario, UNTRUSTED } from '../v2/scenario.js';

export default [
  {
    name: 'v2 interrupt: refused',
    model: [{ text: 'slow', wire: { pauseBefore: 'response.completed' } }],
    async steps(client, peer) {
      await client.begin();
      await client.interrupt('x');
      await client.interrupt('');
      await client.startTurn('one');
      await client.item('completed', 'agentMessage');
      await client.interrupt('wrong');
      peer.release();
      await client.ended();
    },
  },
  {
    name: 'v2 interrupt: while the model speaks',
    model: [
      { text: 'half way', deltas: ['half ', 'way'], wire: { pauseAfter: 'response.output_text.delta' } },
      { text: 'fresh' },
    ],
    async steps(client) {
      await client.begin();
      await client.startTurn('one');
      await client.told('item/agentMessage/delta');
      await client.interrupt();
      await client.ended();
      await client.turn('two');
    },
  },
  {
    name: 'v2 interrupt: while a command runs',
    model: [{ calls: [exec('echo begun; sleep 30', { yield_time_ms: 30_000 })] }, { text: 'fresh' }],
    async steps(client) {
      await client.begin({ approvalPolicy: 'never' });
      await client.startTurn('one');
      await client.item('started', 'commandExecution');
      await client.interrupt();
      await client.ended();
      await client.turn('two');
    },
  },
  {
    name: 'v2 interrupt: while an approval is open',
    model: [{ calls: [exec('touch made')] }, { text: 'fresh' }],
    async steps(client) {
      await client.begin(UNTRUSTED);
      await client.startTurn('one');
      await client.told(ASKS.command);
      await client.interrupt();
      await client.ended();
      await client.told('serverRequest/resolved');
      await client.reply(ASKS.command, { result: { decision: 'accept' } });
      await client.turn('two');
    },
  },
] satisfies ThreadScenario[];

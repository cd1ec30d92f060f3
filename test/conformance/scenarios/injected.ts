import type { Scenario } from '../scenario.js';

export default {
  name: 'input while tools run',
  model: [
    { calls: [{ name: 'update_plan', args: { plan: [] } }], wire: { pauseBefore: 'response.completed' } },
    { text: 'both' },
  ],
  async steps(client, peer) {
    await client.begin({ includePlanTool: true });
    await client.send('one');
    await client.event('plan_update');
    await client.send('and two');
    peer.release();
    await client.event('task_complete');
  },
} satisfies Scenario;

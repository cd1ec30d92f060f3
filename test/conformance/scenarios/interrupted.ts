import type { Scenario } from '../scenario.js';

export default {
  name: 'a running turn is interrupted',
  model: [
    { text: 'halfway', deltas: ['half', 'way'], wire: { pauseAfter: 'response.output_text.delta' } },
    { text: 'fresh' },
  ],
  async steps(client) {
    await client.begin();
    await client.send('one');
    await client.event('agent_message_delta');
    await client.interrupt();
    await client.turn('two');
  },
} satisfies Scenario;

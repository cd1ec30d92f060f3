import type { Scenario } from '../scenario.js';

export default {
  name: 'a final answer goes over the limit',
  config: 'model_auto_compact_token_limit = 100',
  model: [
    { text: 'big', usage: { input: 130, output: 20 } },
    { text: 'A summary.', usage: { input: 200, output: 10 } },
    { text: 'after compact', usage: { input: 20, output: 5 } },
  ],
  async steps(client) {
    await client.begin();
    await client.turn('first');
  },
} satisfies Scenario;

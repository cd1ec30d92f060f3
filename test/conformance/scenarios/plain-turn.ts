import type { Scenario } from '../scenario.js';

export default {
  name: 'a plain turn',
  model: [{ text: 'Hello', deltas: ['Hel', 'lo'] }],
  async steps(client) {
    await client.begin();
    await client.turn('hi');
  },
} satisfies Scenario;

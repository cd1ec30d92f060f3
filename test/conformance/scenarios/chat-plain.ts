import type { Scenario } from '../scenario.js';

export default {
  name: 'chat: plain turns',
  wire: 'chat',
  model: [{ text: 'Hello there', deltas: ['Hel', 'lo there'] }, { text: 'Hello there' }, { text: 'still here' }],
  async steps(client) {
    await client.begin();
    await client.turn('hi');
    await client.turn('and again');
    await client.turn('and now?');
  },
} satisfies Scenario;

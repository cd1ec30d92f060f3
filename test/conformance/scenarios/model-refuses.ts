import type { Scenario } from '../scenario.js';

export default {
  name: 'the model refuses with 400',
  model: [{ fail: { status: 400, body: { error: { message: 'bad model' } } } }, { text: 'now' }],
  async steps(client) {
    await client.begin();
    await client.turn('hi');
    await client.turn('again');
  },
} satisfies Scenario;

import type { Scenario } from '../scenario.js';

const failed = (error: object) => [
  { type: 'response.created', response: { id: 'r' } },
  { type: 'response.failed', response: { id: 'r', error } },
];

export default {
  name: 'responses fail and break off, without attempts left',
  model: [{ events: failed({ code: 'server_error', message: 'out of luck' }) }, { text: 'ha', cut: 3 }],
  async steps(client) {
    await client.begin();
    await client.turn('hi');
    await client.turn('again');
  },
} satisfies Scenario;

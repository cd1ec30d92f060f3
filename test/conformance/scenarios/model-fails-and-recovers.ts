import type { Scenario } from '../scenario.js';

const failed = (error: object) => [
  { type: 'response.created', response: { id: 'r' } },
  { type: 'response.failed', response: { id: 'r', error } },
];

export default {
  name: 'responses that fail and break off are asked for again',
  model: [
    { events: failed({ code: 'server_error', message: 'out of luck' }) },
    { text: 'ha', cut: 3 },
    { events: failed({ code: 'server_error', message: 'once' }) },
    { text: 'at last' },
  ],
  provider: 'request_max_retries = 0\nstream_max_retries = 1',
  async steps(client) {
    await client.begin();
    await client.turn('hi');
    await client.turn('again');
  },
} satisfies Scenario;

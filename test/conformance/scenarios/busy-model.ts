import type { Scenario } from '../scenario.js';

export default {
  name: 'a busy model is asked again',
  model: [
    { fail: { status: 503 } },
    { fail: { status: 429, body: { error: { message: 'slow down' } }, headers: { 'retry-after': '0' } } },
    { text: 'here' },
    { fail: { status: 503 } },
    { fail: { status: 503 } },
    { fail: { status: 500 } },
  ],
  provider: 'request_max_retries = 2\nstream_max_retries = 0',
  async steps(client) {
    await client.begin();
    await client.turn('hi');
    await client.turn('again');
  },
} satisfies Scenario;

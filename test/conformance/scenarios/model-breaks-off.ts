import type { Scenario } from '../scenario.js';

const failed = (error: object) => ({
  events: [
    { type: 'response.created', response: { id: 'r' } },
    { type: 'response.failed', response: { id: 'r', error } },
  ],
});

export default {
  name: 'answers that break off in other ways',
  model: [
    { text: 'a long answer', wire: { cutAfter: 3 } },
    { text: 'in the middle of a character: ü', wire: { cutAfter: 2 } },
    failed({ code: 'rate_limit_exceeded', message: 'Too fast. Please try again in 0.3s.' }),
    failed({ code: 'rate_limit_exceeded', message: 'Too fast. Please try again in 35ms.' }),
    { text: 'at last' },
  ],
  provider: 'request_max_retries = 0\nstream_max_retries = 4',
  async steps(client) {
    await client.begin();
    await client.turn('hi');
  },
} satisfies Scenario;

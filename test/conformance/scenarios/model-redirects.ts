import type { Scenario } from '../scenario.js';

const to = (status: number, location: string) => ({ fail: { status, headers: { location } } });

export default {
  name: 'the model has moved',
  model: [
    to(302, '/v1/elsewhere'),
    { text: 'found' },
    to(307, '/v1/for-now?a=b'),
    to(308, 'for-good'),
    { text: 'found again' },
    to(302, 'mailto:nobody@example.org'),
  ],
  provider: `request_max_retries = 0
stream_max_retries = 0
http_headers = { "api-key" = "sk-in-a-header" }
query_params = { "api-version" = "1" }`,
  async steps(client) {
    await client.begin();
    await client.turn('hi');
    await client.turn('again');
    await client.turn('and again');
  },
} satisfies Scenario;

import type { Scenario } from '../scenario.js';

export default {
  name: 'chat: a provider with headers and a key of its own',
  wire: 'chat',
  model: [{ text: 'ok' }],
  provider: `request_max_retries = 0
stream_max_retries = 0
env_key = "HOME"
query_params = { "api-version" = "1" }
http_headers = { "x-one" = "1" }
env_http_headers = { "x-none" = "NOT_SET_ANYWHERE" }`,
  async steps(client) {
    await client.begin();
    await client.turn('hi');
  },
} satisfies Scenario;

import type { Scenario } from '../scenario.js';

export default {
  name: 'sign in with a key, out, and in with another',
  model: [{ text: 'ok' }],
  provider: 'request_max_retries = 0\nstream_max_retries = 0\nrequires_openai_auth = true',
  async steps(client) {
    await client.begin();
    const told = () => client.server.next('authStatusChange');
    await client.call('logoutChatGpt');
    await told();
    await client.call('loginApiKey', { apiKey: 'sk-1' });
    await told();
    await client.call('getAuthStatus', { includeToken: true });
    await client.call('getAuthStatus', { includeToken: true, refreshToken: true });
    await client.turn('hi');
    await client.call('logoutChatGpt');
    await told();
    await client.call('getAuthStatus', { includeToken: true });
    await client.call('loginApiKey', { apiKey: 'sk-2' });
    await told();
    await client.call('loginApiKey', {});
    await client.call('loginApiKey', { apiKey: null });
    await client.call('userInfo');
  },
} satisfies Scenario;

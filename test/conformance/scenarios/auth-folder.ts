import type { Scenario } from '../scenario.js';

export default {
  name: 'sign in and out where auth.json is a folder',
  provider: 'requires_openai_auth = true',
  files: { 'home/auth.json/inside': '' },
  async steps(client) {
    await client.initialize();
    await client.call('getAuthStatus', {});
    await client.call('loginApiKey', { apiKey: 'sk-1' });
    await client.call('logoutChatGpt');
    await client.call('getAuthStatus', {});
  },
} satisfies Scenario;

import { TOKENS } from '../auth.js';
import type { Scenario } from '../scenario.js';

export default {
  name: 'sign in with a key over an account',
  provider: 'requires_openai_auth = true',
  files: { 'home/auth.json': JSON.stringify(TOKENS) },
  async steps(client) {
    await client.initialize();
    await client.call('getAuthStatus', { includeToken: true });
    await client.call('loginApiKey', { apiKey: 'sk-1' });
    await client.server.next('authStatusChange');
    await client.call('getAuthStatus', { includeToken: true });
    await client.call('userInfo');
  },
} satisfies Scenario;

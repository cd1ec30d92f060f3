import type { ThreadScenario } from '../v2/scenario.js';

export default [
  {
    name: 'v2 accounts: nobody, a key, and nobody again',
    provider: 'requires_openai_auth = true',
    async steps(client) {
      await client.initialize();
      await client.call('account/read', {});
      await client.call('getAuthStatus', { includeToken: true });
      await client.call('account/login/start', { type: 'apiKey', apiKey: 'sk-1' });
      await client.told('account/updated');
      await client.call('account/read', { refreshToken: true });
      await client.call('getAuthStatus', { includeToken: true });
      await client.call('account/rateLimits/read');
      await client.call('account/logout');
      await client.told('account/updated', 2);
      await client.call('account/read', {});
      await client.call('account/rateLimits/read');
    },
  },
  {
    name: 'v2 accounts: sign-ins that cannot be cancelled',
    async steps(client) {
      await client.initialize();
      await client.call('account/login/cancel', { loginId: '00000000-0000-4000-8000-000000000001' });
      await client.call('account/login/cancel', { loginId: 'none' });
    },
  },
  {
    name: 'v2 accounts: servers that need no sign-in, or are not there',
    config: '[mcp_servers.local]\ncommand = "true"\n',
    async steps(client) {
      await client.initialize();
      await client.call('mcpServer/oauth/login', { name: 'nowhere' });
      await client.call('mcpServer/oauth/login', { name: 'local' });
    },
  },
] satisfies ThreadScenario[];

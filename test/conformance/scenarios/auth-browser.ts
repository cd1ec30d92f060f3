import type { Scenario } from '../scenario.js';

export default {
  name: 'sign in in a browser, cancelled and replaced by a key',
  config: 'turnwire.auth.ports = [0]',
  provider: 'request_max_retries = 0\nstream_max_retries = 0\nrequires_openai_auth = true',
  async steps(client) {
    await client.initialize();
    const begin = async (): Promise<string> =>
      ((await client.call('loginChatGpt')).result as { loginId: string }).loginId;
    const loginId = await begin();
    await client.call('cancelLoginChatGpt', { loginId });
    await client.server.next('loginChatGptComplete');
    await client.call('cancelLoginChatGpt', { loginId });
    await begin();
    await client.call('loginApiKey', { apiKey: 'sk-in-its-place' });
    await client.server.next('loginChatGptComplete');
  },
} satisfies Scenario;

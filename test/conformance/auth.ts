import type { Scenario } from './scenario.js';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = {
  email: 'ada@example.org',
  'https://api.openai.com/auth': { chatgpt_plan_type: 'plus', chatgpt_account_id: 'account-1' },
};

/** What `auth.json` holds after a sign-in with a subscription. */
export const TOKENS = {
  OPENAI_API_KEY: null,
  tokens: {
    id_token: `${part({ alg: 'none' })}.${part(claims)}.${part({})}`,
    access_token: 'access-1',
    refresh_token: 'refresh-1',
    account_id: 'account-1',
  },
  // Far away, so that nothing is refreshed over the network.
  last_refresh: '2099-01-01T00:00:00Z',
};

/** What a client gets about the account, and what a turn sends of it. */
export function authScenario(name: string, requiresAuth: boolean, auth?: object): Scenario {
  return {
    name,
    model: [{ text: 'ok' }],
    provider: `request_max_retries = 0\nstream_max_retries = 0\nrequires_openai_auth = ${requiresAuth}`,
    files: auth === undefined ? {} : { 'home/auth.json': JSON.stringify(auth) },
    async steps(client) {
      await client.begin();
      await client.call('getAuthStatus', {});
      await client.call('getAuthStatus', { includeToken: true, refreshToken: false });
      await client.call('getAuthStatus', { includeToken: null, refreshToken: null });
      await client.call('userInfo');
      await client.turn('hi');
    },
  };
}

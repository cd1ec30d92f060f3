import { startMcpHttp } from '../../support/mcp-http.js';
import { startMcpIssuer } from '../../support/mcp-issuer.js';
import { type Mischief, startSignInIssuer } from '../../support/sign-in-issuer.js';
import type { Beside, ThreadScenario } from '../v2/scenario.js';

const PROVIDER = 'requires_openai_auth = true\nrequest_max_retries = 0\nstream_max_retries = 0';
/** Sign-ins with an account: each server has a variable for the address of its issuer. */
const withIssuer = (mischief?: Mischief) => async (): Promise<Beside> => {
  const issuer = await startSignInIssuer(mischief);
  return {
    env: { CODEX_APP_SERVER_LOGIN_ISSUER: issuer.url, TURNWIRE_AUTH_ISSUER: issuer.url },
    [Symbol.asyncDispose]: () => issuer[Symbol.asyncDispose](),
  };
};

/** An MCP server that wants a sign-in, and its issuer. */
async function mcpWithIssuer(): Promise<Beside> {
  const issuer = await startMcpIssuer();
  const far = await startMcpHttp({ issuer });
  return {
    config: `[mcp_servers.far]\nurl = "${far.url}"`,
    async [Symbol.asyncDispose]() {
      for (const part of [far, issuer]) await part[Symbol.asyncDispose]();
    },
  };
}

/*
 * Tokens that a client gives (`chatgptAuthTokens`) are not compared: 0.171 takes the origin of the workspace from its service, and only one with HTTPS,
 * and it runs no turn without a network policy of the service. Against a local service the sign-in ends with `workspace routing discovery missing backend
 * origin` (C737), and a turn with `application network policy is unavailable`. `server/v2/client-tokens.test.ts` plays them here.
 * A code for another device is compared up to its cancel: the issuer of these tests refuses the exchange of the reference.
 */
export default [
  {
    name: 'v2 accounts: a code for another device, cancelled',
    provider: PROVIDER,
    beside: withIssuer(),
    async steps(client) {
      await client.initialize();
      const { result } = await client.call('account/login/start', { type: 'chatgptDeviceCode' });
      const { loginId } = result as { loginId: string };
      await client.call('account/login/cancel', { loginId });
      await client.told('account/login/completed');
      await client.call('account/login/cancel', { loginId });
      await client.call('account/read', {});
    },
  },
  {
    name: 'v2 accounts: no codes for other devices',
    provider: PROVIDER,
    beside: withIssuer({ devices: 'none' }),
    async steps(client) {
      await client.initialize();
      await client.call('account/login/start', { type: 'chatgptDeviceCode' });
    },
  },
  {
    name: 'v2 mcp: a sign-in to a server, from its page to its tools',
    beside: mcpWithIssuer,
    async steps(client) {
      await client.begin();
      const { threadId } = client;
      const { result } = await client.call('mcpServer/oauth/login', { name: 'far', threadId });
      const { authorizationUrl } = (result ?? {}) as { authorizationUrl?: string };
      if (authorizationUrl === undefined) return;
      await fetch(authorizationUrl);
      await client.told('mcpServer/oauthLogin/completed');
      await client.call('mcpServer/tool/call', { threadId, server: 'far', tool: 'echo', arguments: { text: 'x' } });
    },
  },
] satisfies ThreadScenario[];

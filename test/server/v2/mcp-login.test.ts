import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { McpServerOauthLoginResponse } from '../../../generated-types/v2/index.js';
import { startMcpHttp } from '../../support/mcp-http.js';
import { type McpIssuerOptions, startMcpIssuer } from '../../support/mcp-issuer.js';
import { ReplyError } from '../../support/server.js';
import { received, threadSession } from './session.js';

async function session(options: McpIssuerOptions = {}) {
  const issuer = await startMcpIssuer(options);
  const far = await startMcpHttp({ issuer });
  const config = `[mcp_servers.far]\nurl = "${far.url}"\n[mcp_servers.near]\ncommand = "true"\n`;
  const s = await threadSession({ config });
  return {
    ...s,
    login: (params: object = {}) =>
      s.server.request<McpServerOauthLoginResponse>('mcpServer/oauth/login', { name: 'far', ...params }),
    outcome: () =>
      s.server.until('the end of the sign-in', () =>
        received(s.server).find(({ method }) => method === 'mcpServer/oauthLogin/completed'),
      ),
    async [Symbol.asyncDispose]() {
      for (const part of [s, far, issuer]) await part[Symbol.asyncDispose]();
    },
  };
}

const refusal = async (work: Promise<unknown>) => {
  const error = await work.catch((e: unknown) => e);
  if (!(error instanceof ReplyError)) throw new Error('it was not refused');
  return error.error;
};

test('a user signs in to an MCP server, which then works in the threads that are loaded', async () => {
  await using s = await session();
  const ready = () =>
    received(s.server).filter(
      ({ method, params }) =>
        method === 'mcpServer/startupStatus/updated' &&
        (params as { name: string; status: string }).name === 'far' &&
        (params as { status: string }).status === 'ready',
    );
  expect(ready()).toEqual([]);
  const { threadId } = s;
  const { authorizationUrl, loginId } = await s.login({ threadId });
  expect(loginId).toMatch(/^[0-9a-f-]{36}$/);
  expect(authorizationUrl).toMatch(/^http\S+\/authorize\?/);
  await fetch(authorizationUrl);
  expect((await s.outcome()).params).toEqual({ name: 'far', threadId, loginId, success: true });
  await s.server.until('the server', () => ready()[0]);
  expect(readFileSync(join(s.home, '.credentials.json'), 'utf8')).toContain('far|turnwire-');
});

test('the time to sign in is limited', async () => {
  await using s = await session();
  const { loginId } = await s.login({ timeoutSecs: 1 });
  expect((await s.outcome()).params).toEqual({
    name: 'far',
    threadId: null,
    loginId,
    success: false,
    error: 'the time to sign in is up',
  });
});

test('a sign-in that waits does not keep the server from ending', async () => {
  await using s = await session();
  await s.login();
  s.server.closeInput();
  expect(await s.server.exit).toMatchObject({ code: 0 });
});

test.each<[object, string]>([
  [{ name: 'nope' }, "No MCP server named 'nope' found."],
  [{ name: 'near' }, 'OAuth login is only supported for streamable HTTP servers.'],
  [{ threadId: '00000000-0000-7000-8000-000000000001' }, 'thread not found: 00000000-0000-7000-8000-000000000001'],
])('a sign-in is refused: %j', async (params, message) => {
  await using s = await session();
  expect((await refusal(s.login(params))).message).toBe(message);
});

import { expect, it } from 'vitest';
import { startMcpHttp } from '../support/mcp-http.js';
import { startProxyPeer } from '../support/proxy-peer.js';
import { until } from '../support/until.js';
import { mcpSession } from './mcp-session.js';

const replies = [{ calls: [{ name: 'far__echo', args: { a: 1 }, callId: 'c' }] }, { text: 'done' }];

// C138
it.each([
  ['bearer_token = "tok-1"', {}],
  ['bearer_token = "Bearer tok-1"', {}],
  ['bearer_token_env_var = "FAR_TOKEN"', { FAR_TOKEN: 'tok-1' }],
  ['bearer_token_env_var = "FAR_TOKEN"', { FAR_TOKEN: 'bearer tok-1' }],
])('%s: one prefix, on every request, and the session on all after the first', async (key, env) => {
  await using far = await startMcpHttp({ token: 'tok-1', sse: key.includes('env_var') });
  await using s = await mcpSession(
    replies,
    () =>
      `[mcp_servers.far]\nurl = "${far.url}"\n${key}\nhttp_headers = { "x-one" = "1" }\nenv_http_headers = { "x-two" = "TWO" }`,
    { env: { ...env, TWO: '2' } },
  );
  await s.say();
  await s.server.next('task_complete');
  expect(s.outputs()).toEqual(['[{"text":"{\\"a\\":1}","type":"text"}]']);
  await until('the stream of events to be asked for', () => far.calls.some(({ verb }) => verb === 'GET'));
  s.server.closeInput();
  await s.server.exit;
  expect(far.calls.map(({ verb }) => verb)).toContain('DELETE');
  for (const { headers } of far.calls) {
    expect(headers).toMatchObject({ authorization: 'Bearer tok-1', 'x-one': '1', 'x-two': '2' });
  }
  const [first, ...rest] = far.calls;
  expect(first?.headers['mcp-session-id']).toBeUndefined();
  for (const { headers } of rest) expect(headers['mcp-session-id']).toBe('session-1');
});

it('the error of a server that requires a token names the key to set; the token is never shown', async () => {
  await using far = await startMcpHttp({ token: 'tok-1' });
  await using s = await mcpSession(
    [],
    () =>
      `[mcp_servers.none]\nurl = "${far.url}"\n\n[mcp_servers.wrong]\nurl = "${far.url}"\nbearer_token = "tok-wrong"`,
  );
  const texts = await s.server.until('both to fail', () => {
    const errors = s.server.received('error').map(({ params }) => (params as { msg: { message: string } }).msg.message);
    return errors.length === 2 ? errors : undefined;
  });
  const why = 'failed to start: the server wants authorization (HTTP 401):';
  expect([...texts].sort()).toEqual([
    `MCP client for \`none\` ${why} sign in with \`turnwire mcp login none\`, or set \`bearer_token_env_var\``,
    `MCP client for \`wrong\` ${why} check \`bearer_token_env_var\``,
  ]);
  expect(s.server.show()).not.toContain('tok-wrong');
});

it('a server that has forgotten the session is greeted anew by the next call', async () => {
  await using far = await startMcpHttp();
  const again = { calls: [{ name: 'far__echo', args: { a: 2 }, callId: 'd' }] };
  await using s = await mcpSession([...replies, again, replies[0] as object, { text: 'done' }], () => {
    return `[mcp_servers.far]\nurl = "${far.url}"`;
  });
  await s.say();
  await s.server.next('task_complete');
  far.forget();
  await s.say();
  await s.server.next('task_complete');
  const [, failed, works] = s.outputs() as string[];
  expect(failed).toMatch(/^tool call error: tool call failed for `far\/echo`: .*404/);
  expect(works).toContain('{\\"a\\":1}');
});

it.each([false, true])(
  'the proxy of the environment leads to a server, with a stream of events (%s) and without',
  async (sse) => {
    await using far = await startMcpHttp({ token: 'tok-1', sse });
    await using proxy = await startProxyPeer(Number(new URL(far.url).port));
    await using s = await mcpSession(
      replies,
      () => '[mcp_servers.far]\nurl = "http://far.test/mcp"\nbearer_token = "tok-1"',
      {
        env: { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` },
      },
    );
    await s.say();
    await s.server.next('task_complete');
    expect(s.outputs()).toEqual(['[{"text":"{\\"a\\":1}","type":"text"}]']);
    expect(proxy.asked).toContain('POST http://far.test/mcp');
    s.server.closeInput();
    await s.server.exit;
    expect(far.calls.map(({ verb }) => verb)).toContain('DELETE');
    for (const { headers } of far.calls) expect(headers.authorization).toBe('Bearer tok-1');
  },
);

import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { kindOf } from '../support/exchange.js';
import { Gate } from '../support/gate.js';
import { ACCOUNT, startSignInIssuer } from '../support/sign-in-issuer.js';
import { authPath, changesOf, storedAuth } from './accounts.js';
import { completed, isFree, open, portOf, serverFor, waiting } from './signing-in.js';

test('a user signs in with an account', async () => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  const callback = await issuer.press(login.authUrl, 'approve');
  const page = await open(callback);
  expect(page.status).toBe(200);
  expect(page.text).toContain('You are signed in');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['cache-control']).toBe('no-store');
  expect(await completed(server)).toEqual({ loginId: login.loginId, success: true });
  await server.next('authStatusChange');
  expect(changesOf(server)).toEqual([{ authMethod: 'chatgpt' }]);
  expect(await server.request('getAuthStatus', {})).toEqual({ authMethod: 'chatgpt', requiresOpenaiAuth: true });
  expect(await server.request('userInfo')).toEqual({ allegedUserEmail: 'ada@example.org' });
  const stored = await storedAuth(server.home);
  expect(stored).toMatchObject({ OPENAI_API_KEY: null, tokens: { account_id: ACCOUNT, refresh_token: 'refresh-1' } });
});

// C47.
test('what a sign-in keeps is for its owner alone, also in place of a file that others could read (C47)', async () => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  await writeFile(authPath(server.home), '{}', { mode: 0o644 });
  await open(await issuer.press(login.authUrl, 'approve'));
  await completed(server);
  expect((await stat(authPath(server.home))).mode & 0o777).toBe(0o600);
});

test('the page is asked for what the reference asks for, in its order', async () => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  const url = new URL(login.authUrl);
  expect(url.pathname).toBe('/oauth/authorize');
  expect([...url.searchParams.keys()]).toEqual([
    'response_type',
    'client_id',
    'redirect_uri',
    'scope',
    'code_challenge',
    'code_challenge_method',
    'id_token_add_organizations',
    'codex_cli_simplified_flow',
    'state',
    'originator',
  ]);
  expect(login.authUrl).toContain('scope=openid%20profile%20email%20offline_access');
  expect(url.searchParams.get('state')).toHaveLength(43);
});

test('a key that the issuer gives out for the account is kept beside the tokens, and counts', async () => {
  const { issuer, server, login } = await waiting({ apiKey: 'sk-exchanged' });
  await using _issuer = issuer;
  await using _server = server;
  await open(await issuer.press(login.authUrl, 'approve'));
  await server.next('authStatusChange');
  expect(changesOf(server)).toEqual([{ authMethod: 'apikey' }]);
  expect(await storedAuth(server.home)).toMatchObject({
    OPENAI_API_KEY: 'sk-exchanged',
    tokens: { account_id: ACCOUNT },
  });
});

// C45.
test('the page and the client show a refusal of the issuer (C45)', async () => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  const page = await open(await issuer.press(login.authUrl, 'deny'));
  expect(page.text).toContain('You are not signed in');
  expect(page.text).toContain('The person said no.');
  expect(await completed(server)).toEqual({
    loginId: login.loginId,
    success: false,
    error: 'Login server error: The person said no.',
  });
  expect(changesOf(server)).toEqual([]);
});

test('what the issuer says cannot put markup into the page', async () => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  const callback = await issuer.press(login.authUrl, 'deny');
  callback.searchParams.set('error_description', '<script>alert(1)</script>');
  expect((await open(callback)).text).not.toContain('<script>');
});

test('a code that the issuer does not take ends the sign-in with the reason', async () => {
  const { issuer, server, login } = await waiting({ token: { status: 400, body: { error: 'invalid_grant' } } });
  await using _issuer = issuer;
  await using _server = server;
  const page = await open(await issuer.press(login.authUrl, 'approve'));
  expect(page.status).toBe(500);
  expect(await completed(server)).toEqual({
    loginId: login.loginId,
    success: false,
    error: 'Login server error: Token exchange failed: 400: invalid_grant',
  });
});

test('a wrong state is refused, and the sign-in continues', async () => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  const callback = await issuer.press(login.authUrl, 'approve');
  const forged = new URL(callback);
  forged.searchParams.set('state', 'x'.repeat(43));
  expect(await open(forged)).toMatchObject({ status: 400, text: expect.stringContaining('State mismatch') });
  forged.searchParams.delete('state');
  expect((await open(forged)).status).toBe(400);
  expect(issuer.asked).toEqual([]);
  await open(callback);
  expect(await completed(server)).toMatchObject({ success: true });
});

test('a missing code is reported, and the sign-in continues', async () => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  const callback = await issuer.press(login.authUrl, 'approve');
  const bare = new URL(callback);
  bare.searchParams.delete('code');
  expect(await open(bare)).toMatchObject({ status: 400, text: expect.stringContaining('Missing authorization code') });
  await open(callback);
  expect(await completed(server)).toMatchObject({ success: true });
});

test('a code is used once, however often the browser comes back with it', async () => {
  const gate = new Gate();
  const { issuer, server, login } = await waiting({ gate });
  await using _issuer = issuer;
  await using _server = server;
  const callback = await issuer.press(login.authUrl, 'approve');
  const first = open(callback);
  await gate.reached;
  expect((await open(callback)).text).toContain('Already done');
  const refusal = new URL(callback);
  refusal.searchParams.set('error', 'access_denied');
  expect((await open(refusal)).text).toContain('Already done');
  gate.open();
  expect((await first).status).toBe(200);
  expect(await completed(server)).toMatchObject({ success: true });
  const stored = await storedAuth(server.home);
  expect((await open(callback)).text).toContain('Already done');
  expect(await storedAuth(server.home)).toEqual(stored);
  expect(server.received('loginChatGptComplete')).toHaveLength(1);
  expect(issuer.asked.filter((body) => body.get('grant_type') === 'authorization_code')).toHaveLength(1);
});

// C45.
test('opening the page of success does not fake a sign-in (C45)', async () => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  expect((await open(`http://localhost:${portOf(login)}/success`)).status).toBe(404);
  await server.request('cancelLoginChatGpt', { loginId: login.loginId });
  expect(await completed(server)).toMatchObject({ success: false });
});

test('a page that is reached by another name gets nothing', async () => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  const callback = await issuer.press(login.authUrl, 'approve');
  expect((await open(callback, { host: `evil.example:${portOf(login)}` })).status).toBe(403);
  expect(issuer.asked).toEqual([]);
});

test('a cancelled sign-in frees its port at once; the reply comes first', async () => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  const idle = connect(portOf(login), '127.0.0.1').on('error', () => {}); // as browsers keep theirs
  await once(idle, 'connect');
  await server.request('cancelLoginChatGpt', { loginId: login.loginId });
  expect(await completed(server)).toEqual({
    loginId: login.loginId,
    success: false,
    error: 'Login server error: Login was not completed',
  });
  expect(await isFree(portOf(login))).toBe(true);
  idle.destroy();
  const last = server.lines.filter(({ from }) => from === 'server').slice(-2);
  expect(last.map(({ message }) => message.method ?? kindOf(message))).toEqual(['reply', 'loginChatGptComplete']);
  expect(await server.refused('cancelLoginChatGpt', { loginId: login.loginId })).toMatchObject({
    code: -32600,
    message: `login id not found: ${login.loginId}`,
    data: { code: 'login_not_found' },
  });
});

test.each([
  ['loginApiKey', { apiKey: 'sk-1' }],
  ['logoutChatGpt', undefined],
])('%s takes the place of a sign-in that waits', async (method, params) => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  await server.request(method, params);
  expect(await completed(server)).toMatchObject({ loginId: login.loginId, success: false });
  expect(await isFree(portOf(login))).toBe(true);
});

// C45.
test('the end of the input ends a sign-in that waits, and the server with it (C45)', async () => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  server.closeInput();
  expect(await server.exit).toEqual({ code: 0, signal: null });
  expect(await isFree(portOf(login))).toBe(true);
});

test('where the configuration allows keys alone, an account is refused', async () => {
  await using issuer = await startSignInIssuer();
  await using server = await serverFor(issuer, [0], 'forced_login_method = "api"\n');
  expect(await server.refused('loginChatGpt')).toMatchObject({ data: { code: 'login_not_allowed' } });
});

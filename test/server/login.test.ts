import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { expect, test } from 'vitest';
import { kindOf } from '../support/exchange.js';
import { type Server, startServer } from '../support/server.js';
import { ACCOUNT, type Mischief, type SignInIssuer, startSignInIssuer } from '../support/sign-in-issuer.js';
import { authPath, changesOf, INITIALIZE, storedAuth } from './accounts.js';

interface Begun {
  readonly loginId: string;
  readonly authUrl: string;
}

async function serverFor(issuer: SignInIssuer, ports?: readonly number[], more = ''): Promise<Server> {
  const server = await startServer({ config: `${more}${issuer.config(ports)}` });
  await server.request('initialize', INITIALIZE);
  return server;
}

const begin = (server: Server) => server.request<Begun>('loginChatGpt');
const completed = async (server: Server) => (await server.next('loginChatGptComplete')).params;
const portOf = ({ authUrl }: Begun) => Number(new URL(new URL(authUrl).searchParams.get('redirect_uri') ?? '').port);

/** Opens a page as a browser does: by the name of this machine, whichever way that resolves. */
async function open(url: URL | string, headers: Record<string, string> = {}) {
  const { host, hostname: _, port, pathname, search } = new URL(url);
  const asked = httpRequest({ host: '127.0.0.1', port, path: pathname + search, headers: { host, ...headers } });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  return { status: answer.statusCode, headers: answer.headers, text };
}

async function isFree(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

/** A server, and a sign-in that waits. */
async function waiting(mischief: Mischief = {}) {
  const issuer = await startSignInIssuer(mischief);
  const server = await serverFor(issuer);
  return { issuer, server, login: await begin(server) };
}

test('a person signs in with an account', async () => {
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
  expect(await isFree(portOf(login))).toBe(true);
});

// v1-protocol §19, defect 22.
test('what a sign-in keeps is for its owner alone, also in place of a file that others could read (defect 22)', async () => {
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

// v1-protocol §19, defect 20.
test('a refusal of the issuer is told to the page and to the client (defect 20)', async () => {
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

test('another state is turned away, and the sign-in goes on', async () => {
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

test('a missing code is told, and the sign-in goes on', async () => {
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
  let go = (): void => {};
  const hold = new Promise<void>((resolve) => {
    go = resolve;
  });
  const { issuer, server, login } = await waiting({ hold });
  await using _issuer = issuer;
  await using _server = server;
  const callback = await issuer.press(login.authUrl, 'approve');
  const first = open(callback);
  await expect.poll(async () => (await open(callback)).text).toContain('Already under way');
  go();
  expect((await first).status).toBe(200);
  await completed(server);
  expect(issuer.asked.filter((body) => body.get('grant_type') === 'authorization_code')).toHaveLength(1);
});

// v1-protocol §19, defect 20.
test('opening the page of success does not fake a sign-in (defect 20)', async () => {
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

test('a second sign-in takes the place of the first, on the same port', async () => {
  await using issuer = await startSignInIssuer();
  const port = await freePort();
  await using server = await serverFor(issuer, [port]);
  const first = await begin(server);
  const second = await begin(server);
  expect(await completed(server)).toMatchObject({ loginId: first.loginId, success: false });
  expect(portOf(second)).toBe(port);
  const stale = new URL(await issuer.press(first.authUrl, 'approve'));
  expect((await open(stale)).status).toBe(400);
  await open(await issuer.press(second.authUrl, 'approve'));
  expect(await completed(server)).toEqual({ loginId: second.loginId, success: true });
});

test('two that begin at once leave one that waits', async () => {
  await using issuer = await startSignInIssuer();
  await using server = await serverFor(issuer, [await freePort()]);
  const [first, second] = await Promise.all([begin(server), begin(server)]);
  expect(await completed(server)).toMatchObject({ loginId: first.loginId, success: false });
  await open(await issuer.press(second.authUrl, 'approve'));
  expect(await completed(server)).toEqual({ loginId: second.loginId, success: true });
});

test('beside the sign-in of another window the next port is taken', async () => {
  await using issuer = await startSignInIssuer();
  const ports = [await freePort(), await freePort()];
  await using one = await serverFor(issuer, ports);
  await using other = await serverFor(issuer, ports);
  const [mine, theirs] = [await begin(one), await begin(other)];
  expect([portOf(mine), portOf(theirs)]).toEqual(ports);
  await open(await issuer.press(theirs.authUrl, 'approve'));
  expect(await completed(other)).toMatchObject({ success: true });
  await open(await issuer.press(mine.authUrl, 'approve'));
  expect(await completed(one)).toMatchObject({ success: true });
});

test('where there is no other port, the sign-in of another window is asked to give way, and does', async () => {
  await using issuer = await startSignInIssuer();
  const ports = [await freePort()];
  await using one = await serverFor(issuer, ports);
  await using other = await serverFor(issuer, ports);
  const mine = await begin(one);
  const theirs = await begin(other);
  expect(await completed(one)).toEqual({
    loginId: mine.loginId,
    success: false,
    error: 'Login server error: Login cancelled',
  });
  await open(await issuer.press(theirs.authUrl, 'approve'));
  expect(await completed(other)).toMatchObject({ success: true });
});

// v1-protocol §19, defect 20.
test('a port that another program keeps is told, and nobody else waits meanwhile (defect 20)', async () => {
  await using issuer = await startSignInIssuer();
  const foreign = createServer((_request, response) => response.end('mine')).listen(0, '127.0.0.1');
  await once(foreign, 'listening');
  const { port } = foreign.address() as AddressInfo;
  await using server = await serverFor(issuer, [port]);
  const refused = server.refused('loginChatGpt');
  await server.request('getUserAgent');
  const answered = server.received(({ id, result }) => id !== undefined && result !== undefined).length;
  expect(answered).toBe(2); // initialize and this one: the sign-in still tries
  expect(await refused).toMatchObject({
    code: -32603,
    message: `failed to start login server: Port 127.0.0.1:${port} is already in use`,
    data: { code: 'login_failed', port },
  });
  foreign.close();
});

// v1-protocol §19, defect 20.
test('the end of the input ends a sign-in that waits, and the server with it (defect 20)', async () => {
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

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

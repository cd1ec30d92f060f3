import { mkdir } from 'node:fs/promises';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { Gate } from '../support/gate.js';
import { startProxyPeer } from '../support/proxy-peer.js';
import { startServer } from '../support/server.js';
import { jwt, startSignInIssuer } from '../support/sign-in-issuer.js';
import { authPath, changesOf, INITIALIZE, storedAuth } from './accounts.js';
import { begin, completed, isFree, open, portOf, serverFor, waiting } from './signing-in.js';

const AUTH_CLAIM = 'https://api.openai.com/auth';

const closed = (request: ClientRequest) => new Promise((resolve) => request.on('close', resolve));

/** Sends a request as it stands, and gives what comes back. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  socket.end(text);
  let answer = '';
  for await (const chunk of socket.setEncoding('utf8')) answer += chunk;
  return answer;
}

test.each([
  ['GET // HTTP/1.1', 'localhost'],
  ['GET http://[/ HTTP/1.1', 'localhost'],
  ['OPTIONS * HTTP/1.1', 'localhost'],
  ['GET /auth/callback?%ff=%&state=%E0%A4%A HTTP/1.1', 'localhost'],
  ['POST /auth/callback HTTP/1.1', 'localhost'],
  ['GET /auth/callback/../cancel HTTP/1.1', 'localhost'],
  ['GET /cancel HTTP/1.1', 'evil.example'],
  ['no HTTP at all', 'localhost'],
])('%j (for %s) disturbs nothing', async (line, host) => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  const port = portOf(login);
  expect(await raw(port, `${line}\r\nhost: ${host}:${port}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 40[034] /);
  await open(await issuer.press(login.authUrl, 'approve'));
  expect(await completed(server)).toMatchObject({ success: true });
});

// C300
const elsewhere = (site: string, mode: string, dest: string) => ({
  'sec-fetch-site': site,
  'sec-fetch-mode': mode,
  'sec-fetch-dest': dest,
});
test.each([
  ['callback', elsewhere('cross-site', 'no-cors', 'image')],
  ['callback', elsewhere('cross-site', 'cors', 'empty')],
  ['callback', elsewhere('cross-site', 'navigate', 'iframe')],
  ['callback', elsewhere('same-site', 'no-cors', 'script')],
  ['callback', { 'sec-fetch-site': 'cross-site' }],
  ['cancel', { 'sec-fetch-site': 'cross-site' }],
  ['cancel', elsewhere('cross-site', 'navigate', 'document')],
  ['cancel', elsewhere('same-site', 'navigate', 'document')],
])('a page of another site cannot send the browser to %s with %j', async (what, headers) => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  const callback = await issuer.press(login.authUrl, 'approve');
  const url = what === 'callback' ? callback : new URL('/cancel', callback);
  expect(await open(url, headers)).toMatchObject({ status: 403 });
  expect(issuer.asked).toEqual([]);
  // The issuer itself sends the browser back from another site.
  expect((await open(callback, elsewhere('cross-site', 'navigate', 'document'))).status).toBe(200);
  expect(await completed(server)).toMatchObject({ success: true });
});

test('a browser that is closed while the code is exchanged has been there all the same', async () => {
  const gate = new Gate();
  const { issuer, server, login } = await waiting({ gate });
  await using _issuer = issuer;
  await using _server = server;
  const { port, pathname, search } = await issuer.press(login.authUrl, 'approve');
  const headers = { host: `localhost:${port}` };
  const asked = httpRequest({ host: '127.0.0.1', port, path: pathname + search, headers }).on('error', () => {});
  asked.end();
  await gate.reached;
  await closed(asked.destroy());
  gate.open();
  expect(await completed(server)).toEqual({ loginId: login.loginId, success: true });
  expect(await storedAuth(server.home)).toMatchObject({ tokens: { refresh_token: 'refresh-1' } });
});

test.each([
  ['cancelLoginChatGpt', (loginId: string) => ({ loginId })],
  ['loginApiKey', () => ({ apiKey: 'sk-1' })],
])('%s while the code is exchanged drops what the issuer gives', async (method, params) => {
  const gate = new Gate();
  const { issuer, server, login } = await waiting({ gate });
  await using _issuer = issuer;
  await using _server = server;
  const page = open(await issuer.press(login.authUrl, 'approve')).catch(() => 'cut off');
  await gate.reached;
  await server.request(method, params(login.loginId));
  expect(await completed(server)).toMatchObject({ error: 'Login server error: Login was not completed' });
  gate.open();
  await page;
  expect(await server.request('getAuthStatus', {})).not.toMatchObject({ authMethod: 'chatgpt' });
  expect(server.received('loginChatGptComplete')).toHaveLength(1);
  expect(changesOf(server).filter((change) => (change as { authMethod?: string }).authMethod === 'chatgpt')).toEqual(
    [],
  );
});

// C45.
test('the end of the input does not wait for a code that is exchanged (C45)', async () => {
  const gate = new Gate();
  const { issuer, server, login } = await waiting({ gate });
  await using _issuer = issuer;
  await using _server = server;
  const page = open(await issuer.press(login.authUrl, 'approve')).catch(() => 'cut off');
  await gate.reached;
  server.closeInput();
  expect(await server.exit).toEqual({ code: 0, signal: null });
  expect(await isFree(portOf(login))).toBe(true);
  await expect(storedAuth(server.home)).rejects.toThrow('ENOENT');
  expect(await page).toBe('cut off');
  gate.open();
});

test('an issuer that gives the tokens and nothing else will do', async () => {
  const id_token = jwt({ email: 'ada@example.org', [AUTH_CLAIM]: { chatgpt_account_id: 'a-1' } });
  const body = { id_token, access_token: 'access', refresh_token: 'refresh' };
  const { issuer, server, login } = await waiting({ token: { status: 200, body } });
  await using _issuer = issuer;
  await using _server = server;
  await open(await issuer.press(login.authUrl, 'approve'));
  expect(await completed(server)).toMatchObject({ success: true });
  expect((await storedAuth(server.home)).tokens).toEqual({ ...body, account_id: 'a-1' });
});

const REFUSED = 'Login server error: Token exchange failed: ';
test.each([
  [
    'a token is left out',
    200,
    { id_token: jwt({}), access_token: 'a' },
    'the answer of the issuer has no refresh_token',
  ],
  [
    'an id_token is no JWT',
    200,
    { id_token: 'x', access_token: 'a', refresh_token: 'r' },
    'the id_token of the issuer cannot be read',
  ],
  ['the answer is an object in an object', 403, { error: { code: 'c', message: 'Not you.' } }, '403: Not you.'],
  ['the answer says nothing', 502, [], '502'],
])('when %s the sign-in fails with the reason', async (_what, status, body, reason) => {
  const { issuer, server, login } = await waiting({ token: { status, body } });
  await using _issuer = issuer;
  await using _server = server;
  const page = await open(await issuer.press(login.authUrl, 'approve'));
  expect(page.status).toBe(500);
  expect(page.text).toContain(reason);
  expect(await completed(server)).toEqual({ loginId: login.loginId, success: false, error: REFUSED + reason });
  await expect(storedAuth(server.home)).rejects.toThrow('ENOENT');
});

test('a code that an issuer quotes is not passed on', async () => {
  const body = { error: 'invalid_grant', error_description: 'code-1 is not good' };
  const { issuer, server, login } = await waiting({ token: { status: 400, body } });
  await using _issuer = issuer;
  await using _server = server;
  await open(await issuer.press(login.authUrl, 'approve'));
  expect(await completed(server)).toMatchObject({ error: `${REFUSED}400: invalid_grant, [redacted] is not good` });
});

test('an unreachable issuer is reported', async () => {
  const { issuer, server, login } = await waiting();
  await using _server = server;
  const callback = await issuer.press(login.authUrl, 'approve');
  await issuer[Symbol.asyncDispose]();
  await open(callback);
  expect(await completed(server)).toMatchObject({
    error: expect.stringContaining(`${REFUSED}nothing accepts connections at this address (ECONNREFUSED)`),
  });
});

test('tokens that cannot be written are no success', async () => {
  const { issuer, server, login } = await waiting();
  await using _issuer = issuer;
  await using _server = server;
  await mkdir(authPath(server.home));
  const page = await open(await issuer.press(login.authUrl, 'approve'));
  expect(page.text).toContain('You are not signed in');
  expect(await completed(server)).toMatchObject({ success: false, error: expect.stringContaining('failed to save') });
});

test('an account of another workspace than the one that is wanted is turned away', async () => {
  await using issuer = await startSignInIssuer();
  await using server = await serverFor(issuer, [0], 'forced_chatgpt_workspace_id = "theirs"\n');
  const login = await begin(server);
  expect(new URL(login.authUrl).searchParams.get('allowed_workspace_id')).toBe('theirs');
  await open(await issuer.press(login.authUrl, 'approve'));
  expect(await completed(server)).toMatchObject({ success: false, error: expect.stringContaining('workspace theirs') });
});

test('the issuer is asked over the proxy that the environment names', async () => {
  await using issuer = await startSignInIssuer();
  await using proxy = await startProxyPeer(Number(new URL(issuer.url).port));
  const env = { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: '<-loopback>' };
  await using server = await startServer({ config: issuer.config(), env });
  await server.request('initialize', INITIALIZE);
  const login = await begin(server);
  await open(await issuer.press(login.authUrl, 'approve'));
  expect(await completed(server)).toMatchObject({ success: true });
  expect(proxy.asked).toEqual([`POST ${issuer.url}/oauth/token`, `POST ${issuer.url}/oauth/token`]);
});

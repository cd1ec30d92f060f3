import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Login } from '../../src/auth/login/login.js';
import { INITIALIZE, storedAuth } from '../server/accounts.js';
import { Gate } from '../support/gate.js';
import { type Server, startServer } from '../support/server.js';
import { ACCOUNT, CLIENT_ID, type SignInIssuer, startSignInIssuer } from '../support/sign-in-issuer.js';

/** The real thing: it finds out how `localhost` resolves, follows redirects, and keeps connections open. */
let browser: Awaited<ReturnType<typeof chromium.launch>>;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});

afterAll(() => browser?.close());

interface Begun {
  readonly loginId: string;
  readonly authUrl: string;
}

async function begin(issuer: SignInIssuer): Promise<{ server: Server; login: Begun }> {
  const server = await startServer({ config: issuer.config() });
  await server.request('initialize', INITIALIZE);
  return { server, login: await server.request<Begun>('loginChatGpt') };
}

/** Opens the page, presses a button of it, and gives what stands on the page after it. */
async function press(authUrl: string, button: 'Approve' | 'Deny'): Promise<{ title: string; text: string | null }> {
  const page = await browser.newPage();
  const strangers: string[] = [];
  page.on('request', (request) => {
    if (!['localhost', '127.0.0.1'].includes(new URL(request.url()).hostname)) strangers.push(request.url());
  });
  await page.goto(authUrl);
  await page.getByText(button).click();
  await page.waitForURL(/\/auth\/callback/);
  const seen = { title: await page.title(), text: await page.textContent('main') };
  await page.close();
  expect(strangers).toEqual([]);
  return seen;
}

test('a user signs in in a browser', async () => {
  await using issuer = await startSignInIssuer();
  const { server, login } = await begin(issuer);
  await using _server = server;
  const { title, text } = await press(login.authUrl, 'Approve');
  expect(title).toBe('You are signed in');
  expect(text).toContain('go back to your editor');
  expect((await server.next('loginChatGptComplete')).params).toEqual({ loginId: login.loginId, success: true });
  expect((await server.next('authStatusChange')).params).toEqual({ authMethod: 'chatgpt' });
  expect(await storedAuth(server.home)).toMatchObject({ tokens: { account_id: ACCOUNT } });
});

test('a user who refuses reads why nothing has happened', async () => {
  await using issuer = await startSignInIssuer();
  const { server, login } = await begin(issuer);
  await using _server = server;
  const { title, text } = await press(login.authUrl, 'Deny');
  expect(title).toBe('You are not signed in');
  expect(text).toContain('The person said no.');
  expect((await server.next('loginChatGptComplete')).params).toMatchObject({ success: false });
});

test('the page of a sign-in that was replaced leads nowhere, that of the second signs in', async () => {
  await using issuer = await startSignInIssuer();
  const { server, login } = await begin(issuer);
  await using _server = server;
  const second = await server.request<Begun>('loginChatGpt');
  await pressInVain(login.authUrl);
  await press(second.authUrl, 'Approve');
  expect(await server.until('the end of the second', () => outcomeOf(server, second))).toMatchObject({ success: true });
  expect(outcomeOf(server, login)).toMatchObject({ success: false });
});

test('a browser with a wrong state is refused, and the user can still sign in', async () => {
  await using issuer = await startSignInIssuer();
  const { server, login } = await begin(issuer);
  await using _server = server;
  const forged = new URL(login.authUrl);
  forged.searchParams.set('state', 'x'.repeat(43));
  expect(await press(forged.href, 'Approve')).toMatchObject({ text: expect.stringContaining('State mismatch') });
  await press(login.authUrl, 'Approve');
  expect((await server.next('loginChatGptComplete')).params).toMatchObject({ success: true });
});

test('a page that is loaded again while the code is exchanged uses it once', async () => {
  const gate = new Gate();
  await using issuer = await startSignInIssuer({ gate });
  const { server, login } = await begin(issuer);
  await using _server = server;
  const callback = await issuer.press(login.authUrl, 'approve');
  const [first, again] = [await browser.newPage(), await browser.newPage()];
  const answered = first.goto(callback.href);
  await gate.reached;
  await again.goto(callback.href);
  expect(await again.textContent('main')).toContain('answered before');
  gate.open();
  await answered;
  expect(await first.title()).toBe('You are signed in');
  expect((await server.next('loginChatGptComplete')).params).toMatchObject({ success: true });
  const stored = await storedAuth(server.home);
  await first.reload();
  expect(await first.title()).toBe('Already done');
  expect(await storedAuth(server.home)).toEqual(stored);
  expect(server.received('loginChatGptComplete')).toHaveLength(1);
  expect(issuer.asked.filter((body) => body.get('grant_type') === 'authorization_code')).toHaveLength(1);
  await Promise.all([first.close(), again.close()]);
});

test('after a cancel the page leads nowhere', async () => {
  await using issuer = await startSignInIssuer();
  const { server, login } = await begin(issuer);
  await using _server = server;
  await server.request('cancelLoginChatGpt', { loginId: login.loginId });
  await server.next('loginChatGptComplete');
  await pressInVain(login.authUrl);
});

test('after the end of the input the page leads nowhere', async () => {
  await using issuer = await startSignInIssuer();
  const { server, login } = await begin(issuer);
  await using _server = server;
  server.closeInput();
  await server.exit;
  await pressInVain(login.authUrl);
});

test('when the time is up the page leads nowhere', async () => {
  await using issuer = await startSignInIssuer();
  const login = new Login({
    issuer: { issuer: issuer.url, clientId: CLIENT_ID, authorizeUrl: `${issuer.url}/oauth/authorize`, tokenUrl: '' },
    ports: [0],
    originator: 'test',
    env: {},
    timeMs: 20,
    keep: () => {},
  });
  const url = await login.start();
  expect(await login.ended).toEqual({ success: false, error: 'Login timed out' });
  await pressInVain(url);
});

/** Approves, and finds that nothing listens any more. */
async function pressInVain(authUrl: string): Promise<void> {
  const page = await browser.newPage();
  await page.goto(authUrl);
  const refused = page.waitForEvent('requestfailed');
  await page.getByText('Approve').click();
  expect((await refused).failure()?.errorText).toBe('net::ERR_CONNECTION_REFUSED');
  await page.close();
}

const outcomeOf = (server: Server, { loginId }: Begun) =>
  server.received('loginChatGptComplete').find(({ params }) => (params as Begun).loginId === loginId)?.params;

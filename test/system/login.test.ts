import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { INITIALIZE, storedAuth } from '../server/accounts.js';
import { type Server, startServer } from '../support/server.js';
import { ACCOUNT, type SignInIssuer, startSignInIssuer } from '../support/sign-in-issuer.js';

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

test('a person signs in in a browser', async () => {
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

test('a person who says no reads why nothing has happened', async () => {
  await using issuer = await startSignInIssuer();
  const { server, login } = await begin(issuer);
  await using _server = server;
  const { title, text } = await press(login.authUrl, 'Deny');
  expect(title).toBe('You are not signed in');
  expect(text).toContain('The person said no.');
  expect((await server.next('loginChatGptComplete')).params).toMatchObject({ success: false });
});

test('the page of a sign-in that was replaced leads nowhere', async () => {
  await using issuer = await startSignInIssuer();
  const { server, login } = await begin(issuer);
  await using _server = server;
  const second = await server.request<Begun>('loginChatGpt');
  const page = await browser.newPage();
  await page.goto(login.authUrl);
  await page
    .getByText('Approve')
    .click()
    .catch(() => {}); // nothing listens there any more
  await page.close();
  await press(second.authUrl, 'Approve');
  expect(await server.until('the end of the second', () => outcomeOf(server, second))).toMatchObject({ success: true });
  expect(outcomeOf(server, login)).toMatchObject({ success: false });
});

const outcomeOf = (server: Server, { loginId }: Begun) =>
  server.received('loginChatGptComplete').find(({ params }) => (params as Begun).loginId === loginId)?.params;

import { expect, test } from 'vitest';
import { createAppServer } from '../../../src/server/library.js';
import { InProcessClient } from '../../support/in-process-client.js';
import { accountFile } from '../../support/issuer.js';
import { startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { startServer } from '../../support/server.js';
import { startSignInIssuer } from '../../support/sign-in-issuer.js';
import { storeAuth } from '../accounts.js';
import { open } from '../signing-in.js';
import { INITIALIZE, methods, threadSession } from './session.js';

const NOBODY = { account: null, userId: null, requiresOpenaiAuth: true, workspaceRouting: null };
const UPDATED_BY_KEY = { authMode: 'apikey', planType: null, reason: null };

async function start(config = '') {
  const server = await startServer({ config });
  await server.request('initialize', INITIALIZE);
  return server;
}

test('a sign-in with a key: the reply, the end of the sign-in, the account', async () => {
  await using server = await start();
  expect(await server.request('account/read', {})).toEqual(NOBODY);
  expect(await server.request('account/login/start', { type: 'apiKey', apiKey: 'sk-1' })).toEqual({ type: 'apiKey' });
  const { params } = await server.next('account/updated');
  expect(params).toEqual(UPDATED_BY_KEY);
  expect(methods(server)).toEqual(['account/login/completed', 'account/updated']);
  expect(await server.request('account/read', { refreshToken: true })).toEqual({
    ...NOBODY,
    account: { type: 'apiKey' },
  });
  expect(await server.request('account/logout')).toEqual({});
  expect((await server.next('account/updated')).params).toEqual({ authMode: null, planType: null, reason: null });
  expect(await server.request('account/read', null)).toEqual(NOBODY);
});

test.each([
  [{ type: 'chatgptAuthTokens', accessToken: 'x', chatgptAccountId: 'y' }, 'login_failed', 'invalid ID token format'],
  [{ type: 'apiKey', apiKey: ' ' }, 'invalid_request', 'params.apiKey'],
])('a sign-in as %j is refused with the reason', async (params, code, text) => {
  await using server = await start();
  const error = await server.refused('account/login/start', params);
  expect(error.data).toMatchObject({ code });
  expect(error.message).toContain(text);
  expect(methods(server)).toEqual([]);
});

interface ByCode {
  readonly loginId: string;
  readonly verificationUrl: string;
  readonly userCode: string;
}

test('a code is typed in on another device', async () => {
  await using issuer = await startSignInIssuer();
  await using server = await start(issuer.config());
  const begun = await server.request<ByCode>('account/login/start', { type: 'chatgptDeviceCode' });
  expect(begun).toMatchObject({ verificationUrl: `${issuer.url}/codex/device`, userCode: 'ABCD-EFGH' });
  const { params } = await server.next('account/login/completed');
  expect(params).toMatchObject({ loginId: begun.loginId, success: true, error: null });
  expect((await server.next('account/updated')).params).toMatchObject({ authMode: 'chatgpt' });
  expect(await server.request('account/read', {})).toMatchObject({ account: { type: 'chatgpt' } });
});

test('a sign-in with a code is cancelled, and gives way to another one', async () => {
  await using issuer = await startSignInIssuer();
  await using server = await start(issuer.config());
  const begin = () => server.request<ByCode>('account/login/start', { type: 'chatgptDeviceCode' });
  const first = await begin();
  const second = await begin();
  const ended = await server.next('account/login/completed');
  expect(ended.params).toMatchObject({ loginId: first.loginId, success: false, error: 'Login was not completed' });
  const cancel = () => server.request('account/login/cancel', { loginId: second.loginId });
  expect(await cancel()).toEqual({ status: 'canceled' });
  expect(await cancel()).toEqual({ status: 'notFound' });
  expect((await server.next('account/login/completed')).params).toMatchObject({ loginId: second.loginId });
});

test('an issuer without codes for other devices is named in the refusal', async () => {
  await using issuer = await startSignInIssuer({ devices: 'none' });
  await using server = await start(issuer.config());
  const error = await server.refused('account/login/start', { type: 'chatgptDeviceCode' });
  expect(error.data).toMatchObject({ code: 'login_failed' });
  expect(error.message).toContain('failed to request device code: ');
});

test('a way to sign in is refused where the configuration does not allow it', async () => {
  await using server = await start('forced_login_method = "chatgpt"\n');
  const { data } = await server.refused('account/login/start', { type: 'apiKey', apiKey: 'sk-1' });
  expect(data).toMatchObject({ code: 'login_not_allowed' });
});

test('a sign-in in the browser is cancelled once, and reported to every client of v2', async () => {
  await using issuer = await startSignInIssuer();
  await using server = await start(issuer.config());
  const { loginId, authUrl } = await server.request<{ loginId: string; authUrl: string }>('account/login/start', {
    type: 'chatgpt',
  });
  expect(authUrl).toContain(issuer.url);
  expect(await server.request('account/login/cancel', { loginId })).toEqual({ status: 'canceled' });
  const { params } = await server.next('account/login/completed');
  expect(params).toMatchObject({ loginId, success: false, onboardingEntrypoint: null });
  expect((params as { error: string }).error).toContain('Login server error');
  expect(await server.request('account/login/cancel', { loginId })).toEqual({ status: 'notFound' });
  expect((await server.refused('account/login/cancel', { loginId: 'nope' })).message).toBe('invalid login id: nope');
});

test('a sign-in in the browser ends with the account and its plan', async () => {
  await using issuer = await startSignInIssuer();
  await using server = await start(issuer.config());
  const { authUrl } = await server.request<{ authUrl: string }>('account/login/start', { type: 'chatgpt' });
  await open(await issuer.press(authUrl, 'approve'));
  expect((await server.next('account/login/completed')).params).toMatchObject({ success: true, error: null });
  expect((await server.next('account/updated')).params).toMatchObject({ authMode: 'chatgpt' });
  const { account } = await server.request<{ account: object }>('account/read', {});
  expect(account).toMatchObject({ type: 'chatgpt', workspaceName: null });
});

test('limits are those of the last response, and need an account', async () => {
  const limits = { 'x-codex-primary-used-percent': '12.5', 'x-codex-primary-window-minutes': '300' };
  await using s = await threadSession({ replies: [{ text: 'hello', wire: { headers: limits } }] });
  const asked = () =>
    s.server.request<{ rateLimits: { primary: object | null; planType: string } }>('account/rateLimits/read');
  const refusal = async () => (await s.server.refused('account/rateLimits/read')).message;
  expect(await refusal()).toBe('codex account authentication required to read rate limits');
  await s.server.request('account/login/start', { type: 'apiKey', apiKey: 'sk-1' });
  expect(await refusal()).toBe('chatgpt authentication required to read rate limits');
  await storeAuth(s.home, accountFile({ accountId: 'account-1', plan: 'garden' }));
  expect((await asked()).rateLimits).toMatchObject({ primary: null, planType: 'unknown' });
  await s.turn();
  expect((await asked()).rateLimits).toMatchObject({
    primary: { usedPercent: 13, windowDurationMins: 300, resetsAt: null },
  });
  await s.server.request('account/logout');
  await storeAuth(s.home, accountFile({ accountId: 'account-2' }));
  expect((await asked()).rateLimits).toMatchObject({ primary: null, planType: 'plus' });
});

test('each client is notified of a sign-in in its own protocol', async () => {
  await using home = await scratchFolder('home');
  const server = createAppServer({ home: home.path, cwd: home.path, env: { PATH: process.env.PATH }, config: {} });
  const old = await InProcessClient.start(server);
  const today = new InProcessClient(server);
  await today.request('initialize', INITIALIZE);
  // Both are served once their first request is.
  await Promise.all([old.request('userInfo', {}), today.request('account/read', {})]);
  const told = (client: InProcessClient) =>
    client.received.flatMap(({ method, params }) => (method ? [[method, params]] : []));
  await today.request('account/login/start', { type: 'apiKey', apiKey: 'sk-1' });
  await old.until(({ method }) => method === 'authStatusChange');
  await old.request('logoutChatGpt', {});
  await today.until(
    ({ method, params }) => method === 'account/updated' && !(params as { authMode?: string }).authMode,
  );
  expect(told(old)).toEqual([
    ['authStatusChange', { authMethod: 'apikey' }],
    ['authStatusChange', {}],
  ]);
  expect(told(today)).toEqual([
    ['account/login/completed', { loginId: null, success: true, error: null, onboardingEntrypoint: null }],
    ['account/updated', UPDATED_BY_KEY],
    ['account/updated', { authMode: null, planType: null, reason: null }],
  ]);
  await server.close();
});

test('names that both protocols have are answered in the protocol of the client', async () => {
  await using peer = await startModelPeer([]);
  const config = peer.config();
  await using old = await startServer({ config });
  await using today = await startServer({ config });
  await using called = await startServer({ config });
  const { clientInfo } = INITIALIZE;
  await old.request('initialize', { clientInfo });
  await today.request('initialize', { clientInfo, capabilities: {} });
  await called.request('initialize', { clientInfo });
  expect(await old.request('getAuthStatus', {})).toEqual({ requiresOpenaiAuth: false });
  const empty = { authMethod: null, authToken: null, requiresOpenaiAuth: false };
  expect(await today.request('getAuthStatus', null)).toEqual(empty);
  expect(await called.request('getAuthStatus', {})).toEqual({ requiresOpenaiAuth: false });
  await called.request('model/list', {});
  expect(await called.request('getAuthStatus', {})).toEqual(empty);
  const search = { query: 'config', roots: [old.home] };
  const found = { root: old.home, path: 'config.toml', file_name: 'config.toml' };
  const [first] = (await old.request<{ files: object[] }>('fuzzyFileSearch', search)).files;
  expect(first).toMatchObject(found);
  expect(first).not.toHaveProperty('match_type');
  const [same] = (await today.request<{ files: object[] }>('fuzzyFileSearch', search)).files;
  expect(same).toMatchObject({ ...found, match_type: 'file' });
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAppServer } from '../../../src/server/library.js';
import type { Message } from '../../support/exchange.js';
import { InProcessClient } from '../../support/in-process-client.js';
import { startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { INITIALIZE, methods, received, threadSession, turnCompleted } from './session.js';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A token as an issuer gives it; `seconds` from now it lapses. */
const token = (name: string, account = 'account-1', seconds = 3600) =>
  `${part({ alg: 'none' })}.${part({
    jti: name,
    exp: Math.floor(Date.now() / 1000) + seconds,
    email: 'user@garden.example',
    'https://api.openai.com/auth': { chatgpt_account_id: account, chatgpt_plan_type: 'plus' },
  })}.c2ln`;

const REFRESH = 'account/chatgptAuthTokens/refresh';
const refused = { fail: { status: 401 } };

async function session(replies: NonNullable<Parameters<typeof threadSession>[0]>['replies'], first = token('1')) {
  const s = await threadSession({
    replies: replies ?? [],
    provider: 'requires_openai_auth = true\nrequest_max_retries = 0',
  });
  const login = (accessToken: string, more: object = {}) =>
    s.server.call('account/login/start', {
      type: 'chatgptAuthTokens',
      accessToken,
      chatgptAccountId: 'account-1',
      ...more,
    });
  expect((await login(first)).result).toEqual({ type: 'chatgptAuthTokens' });
  return Object.assign(s, { login });
}

const asked = (s: Awaited<ReturnType<typeof session>>): Message[] =>
  received(s.server).filter(({ method }) => method === REFRESH);
const sent = ({ peer }: Pick<Awaited<ReturnType<typeof session>>, 'peer'>) =>
  peer.requests.map(({ headers }) => {
    const [, claims = ''] = String(headers.authorization).split('.');
    return [JSON.parse(Buffer.from(claims, 'base64url').toString()).jti, headers['chatgpt-account-id']];
  });

test('tokens of the client are used, shown, kept in memory alone, and forgotten', async () => {
  await using s = await session([{ text: 'one' }]);
  const { server } = s;
  expect((await server.next('account/updated')).params).toEqual({
    authMode: 'chatgptAuthTokens',
    planType: 'plus',
    reason: null,
  });
  expect(methods(server)).toContain('account/login/completed');
  expect(await server.request('account/read', {})).toMatchObject({
    account: { type: 'chatgpt', email: 'user@garden.example', planType: 'plus' },
  });
  const status = await server.request('getAuthStatus', { includeToken: true });
  expect(status).toMatchObject({ authMethod: 'chatgptAuthTokens', authToken: expect.stringContaining('.') });
  expect(await server.request('account/rateLimits/read')).toMatchObject({ rateLimits: { planType: 'plus' } });
  expect((await s.turn()).status).toBe('completed');
  expect(sent(s)).toEqual([['1', 'account-1']]);
  expect(existsSync(join(s.home, 'auth.json'))).toBe(false);
  await server.request('account/logout');
  expect(await server.request('account/read', {})).toMatchObject({ account: null });
});

test('the client is asked for new tokens after a refusal, and when they have lapsed', async () => {
  await using s = await session([refused, { text: 'one' }, { text: 'two' }]);
  s.server.onServerRequest(REFRESH, () => ({
    accessToken: token('2', 'account-1', -5),
    chatgptAccountId: 'account-1',
  }));
  expect((await s.turn()).status).toBe('completed');
  expect(asked(s)[0]?.params).toEqual({ reason: 'unauthorized', previousAccountId: 'account-1' });
  s.server.onServerRequest(REFRESH, () => ({ accessToken: token('3'), chatgptAccountId: 'account-1' }));
  expect((await s.turn()).status).toBe('completed');
  expect(sent(s).map(([name]) => name)).toEqual(['1', '2', '3']);
  expect(asked(s)).toHaveLength(2);
});

test('a client that has no tokens ends the turn with the reason', async () => {
  await using s = await session([refused, refused]);
  const { turn: started } = await s.start();
  const { id } = await s.server.next(REFRESH);
  s.server.send({ id, error: { code: -1, message: 'nope' } } as Message);
  const turn = await turnCompleted(s.server, started.id);
  expect(turn).toMatchObject({ status: 'failed', error: { codexErrorInfo: 'unauthorized' } });
  expect(turn.error?.message).toContain('auth refresh request failed');
  s.server.onServerRequest(REFRESH, () => ({ accessToken: 7 }));
  expect((await s.turn()).error?.message).toContain('the answer holds no tokens');
});

test('a client that does not answer ends the turn after ten seconds', async () => {
  await using s = await session([refused]);
  s.server.onServerRequest(REFRESH, () => new Promise(() => {}));
  const turn = await s.turn();
  expect(turn.error?.message).toContain('auth refresh request timed out after 10s');
}, 40_000);

test('a token that is none is refused, and changes nothing', async () => {
  await using s = await session([]);
  const { error } = await s.login('x');
  expect(error?.message).toBe('failed to set external auth: invalid ID token format');
  const status = await s.server.request('getAuthStatus', { includeToken: true });
  expect(status).toMatchObject({ authMethod: 'chatgptAuthTokens', authToken: expect.stringContaining('.') });
});

test('a sign-out with tokens of the client also removes what is stored, as in 0.171', async () => {
  await using s = await session([]);
  await s.server.request('account/login/start', { type: 'apiKey', apiKey: 'sk-1' });
  expect((await s.login(token('2'))).result).toEqual({ type: 'chatgptAuthTokens' });
  const file = join(s.home, 'auth.json');
  expect(readFileSync(file, 'utf8')).toContain('sk-1');
  await s.server.request('account/logout');
  expect(existsSync(file)).toBe(false);
  expect(await s.server.request('getAuthStatus', { includeToken: true })).toMatchObject({ authMethod: null });
});

test('of two clients, only the one that gave the tokens is asked for new ones, also for a turn of the other', async () => {
  await using home = await scratchFolder('home');
  await using peer = await startModelPeer([refused, { text: 'one' }]);
  await home.write('config.toml', peer.config('', 'requires_openai_auth = true\nrequest_max_retries = 0'));
  const server = createAppServer({ home: home.path, cwd: home.path, env: { PATH: process.env.PATH } });
  const client = async () => {
    const one = new InProcessClient(server);
    await one.request('initialize', INITIALIZE);
    return one;
  };
  const [giver, other] = [await client(), await client()];
  const asks = (one: InProcessClient) => one.received.filter(({ method }) => method === REFRESH);
  giver.onRequest = ({ id }) => giver.send({ id, result: { accessToken: token('2'), chatgptAccountId: 'account-1' } });
  const type = 'chatgptAuthTokens';
  await giver.request('account/login/start', { type, accessToken: token('1'), chatgptAccountId: 'account-1' });
  const { thread } = await other.request<{ thread: { id: string } }>('thread/start', {
    approvalPolicy: 'never',
    sandbox: 'danger-full-access',
  });
  await other.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text: 'go' }] });
  const { params } = await other.until(({ method }) => method === 'turn/completed');
  expect(params).toMatchObject({ turn: { status: 'completed' } });
  expect([asks(giver).length, asks(other).length]).toEqual([1, 0]);
  expect(sent({ peer })).toEqual([
    ['1', 'account-1'],
    ['2', 'account-1'],
  ]);
  await Promise.all([giver.leave(), other.leave()]);
  await server.close();
});

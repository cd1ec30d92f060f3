import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Message } from '../../support/exchange.js';
import { methods, received, threadSession, turnCompleted } from './session.js';

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
const sent = (s: Awaited<ReturnType<typeof session>>) =>
  s.peer.requests.map(({ headers }) => {
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

import { expect, test } from 'vitest';
import { type Answering, accountFile, type Person, startIssuer, tokensOf } from '../support/issuer.js';
import { startModelPeer } from '../support/model-peer.js';
import { startProxyPeer } from '../support/proxy-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { type Server, startServer } from '../support/server.js';
import { begin, changesOf, INITIALIZE, startServers, storeAuth, storedAuth, turn, WANTS_ACCOUNT } from './accounts.js';

const PERSON: Person = { accountId: 'account-1' };
const LAPSED = { ...PERSON, expiresIn: -60 };
const ENDING = { ...PERSON, expiresIn: 120 };
const RENEWED = tokensOf({ ...PERSON, round: '2', expiresIn: 3600 });
const renew: Answering = () => ({ status: 200, body: RENEWED });

/** A turn of an account with these tokens and an issuer with this answer. */
async function play(
  person: Person,
  answering: Answering,
  act: (parts: Parts) => Promise<void>,
  replies = [{ text: 'ok' }],
) {
  await using issuer = await startIssuer(answering);
  await using peer = await startModelPeer(replies);
  await using server = await startServer({
    config: peer.config('', WANTS_ACCOUNT) + issuer.config,
    env: { TURNWIRE_LOG: 'trace' },
  });
  const file = accountFile(person);
  await storeAuth(server.home, file);
  await act({ issuer, peer, server, file, conversationId: await begin(server) });
}

interface Parts {
  readonly issuer: Awaited<ReturnType<typeof startIssuer>>;
  readonly peer: Awaited<ReturnType<typeof startModelPeer>>;
  readonly server: Server;
  /** What is signed in with to begin with. */
  readonly file: ReturnType<typeof accountFile>;
  readonly conversationId: string;
}

test.each<[string, Person]>([
  ['that have lapsed', LAPSED],
  ['that lapse in two minutes', ENDING],
  ['of 28 days ago', { ...PERSON, lastRefresh: new Date(Date.now() - 29 * 86_400_000).toISOString() }],
])('tokens %s are renewed before the model is asked', async (_, person) => {
  await play(person, renew, async ({ issuer, peer, server, conversationId }) => {
    const before = Date.now();
    await turn(server, conversationId);
    expect(issuer.requests).toHaveLength(1);
    const [{ path, headers, body } = { path: '', headers: {}, body: {} }] = issuer.requests;
    expect(path).toBe('/oauth/token');
    expect(headers).toMatchObject({ 'content-type': 'application/json', originator: 'turnwire' });
    expect(headers['user-agent']).toMatch(/^turnwire\/.* \(test; 1\)$/);
    expect(body).toEqual({
      client_id: 'app_EMoamEEZ73f0CkXaXp7hrann',
      grant_type: 'refresh_token',
      refresh_token: 'refresh-account-1-1',
      scope: 'openid profile email',
    });
    expect(peer.requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${RENEWED.access_token}`,
      'chatgpt-account-id': 'account-1',
    });
    const stored = await storedAuth(server.home);
    expect(stored).toMatchObject({ tokens: { ...RENEWED, account_id: 'account-1' }, round: '1' });
    expect(Date.parse(stored.last_refresh)).toBeGreaterThanOrEqual(before);
    expect(changesOf(server)).toEqual([]); // it is still the same account
  });
});

test('what the issuer leaves out stays', async () => {
  await play(
    LAPSED,
    () => ({ status: 200, body: { access_token: RENEWED.access_token } }),
    async ({ server, file, conversationId }) => {
      await turn(server, conversationId);
      expect((await storedAuth(server.home)).tokens).toEqual({ ...file.tokens, access_token: RENEWED.access_token });
    },
  );
});

test('a refusal of the issuer is remembered, reported with its cause, and counts as signed out', async () => {
  const refuse: Answering = ({ body }) => ({
    status: 401,
    body: { error: { message: `spent: ${body.refresh_token}`, code: 'refresh_token_reused' } },
  });
  await play(LAPSED, refuse, async ({ issuer, server, conversationId }) => {
    for (let i = 0; i < 2; i++) {
      await turn(server, conversationId);
      const error = await server.until('the error', () => server.received('error')[i]);
      expect(error).toMatchObject({ params: { msg: { message: expect.stringContaining('sign in again') } } });
    }
    const told = server.received('turnwire/diagnostics').map(({ params }) => params);
    expect(told[0]).toMatchObject({
      level: 'error',
      error: { code: 'auth_expired', reason: '401 Unauthorized: spent: [redacted]' },
    });
    expect(issuer.requests).toHaveLength(1);
    expect(await server.request('getAuthStatus', { refreshToken: true })).toEqual({
      requiresOpenaiAuth: true,
      signInOptions: ['chatgpt', 'apikey'],
    });
    expect(issuer.requests).toHaveLength(1);
    // After a new sign-in, turns work again.
    await server.request('loginApiKey', { apiKey: 'sk-1' });
    await turn(server, conversationId);
  });
});

test('an unreachable issuer gets two requests, and the error says so', async () => {
  await play(
    LAPSED,
    (_, count) => (count === 1 ? undefined : { status: 503, body: 'down' }),
    async ({ issuer, server, file, conversationId }) => {
      await turn(server, conversationId);
      expect(issuer.requests).toHaveLength(2);
      const told = server.received('turnwire/diagnostics').map(({ params }) => params);
      expect(told).toMatchObject([{ error: { code: 'auth_refresh_failed', reason: '503 Service Unavailable' } }]);
      expect(await storedAuth(server.home)).toEqual(file);
    },
    [],
  );
});

test('a second attempt may succeed', async () => {
  await play(
    LAPSED,
    (request, count) => (count === 1 ? { status: 500, body: '' } : renew(request, count)),
    async ({ issuer, server, conversationId }) => {
      await turn(server, conversationId);
      expect(issuer.requests).toHaveLength(2);
      expect(server.received('error')).toEqual([]);
    },
  );
});

test('while the old token counts, a renewal that fails is only noted, and not tried at each turn', async () => {
  await play(
    ENDING,
    () => ({ status: 503, body: '' }),
    async ({ issuer, peer, server, file, conversationId }) => {
      await turn(server, conversationId);
      await turn(server, conversationId);
      expect(issuer.requests).toHaveLength(2); // one renewal, tried twice
      expect(peer.requests[1]?.headers.authorization).toBe(`Bearer ${file.tokens.access_token}`);
      expect(server.stderr).toContain('could not be renewed');
    },
    [{ text: 'ok' }, { text: 'ok' }],
  );
});

test('getAuthStatus renews when it is asked to, and tells the old token when that fails', async () => {
  await play(
    PERSON,
    (request, count) => (count === 1 ? renew(request, count) : { status: 400, body: { error: 'invalid_grant' } }),
    async ({ issuer, server }) => {
      const ask = { includeToken: true, refreshToken: true };
      expect(await server.request('getAuthStatus', ask)).toMatchObject({ authToken: RENEWED.access_token });
      expect(await server.request('getAuthStatus', ask)).toMatchObject({ authToken: RENEWED.access_token });
      expect(issuer.requests).toHaveLength(2);
    },
    [],
  );
});

test('conversations that want the same tokens renewed share one request', async () => {
  await play(
    LAPSED,
    renew,
    async ({ issuer, server, conversationId }) => {
      const { conversationId: second } = await server.request<{ conversationId: string }>('newConversation', {});
      await server.request('addConversationListener', { conversationId: second });
      const items = [{ type: 'text', data: { text: 'hi' } }];
      await Promise.all(
        [conversationId, second].map((id) => server.request('sendUserMessage', { conversationId: id, items })),
      );
      await server.next('task_complete');
      await server.next('task_complete');
      expect(issuer.requests).toHaveLength(1);
    },
    [{ text: 'ok' }, { text: 'ok' }],
  );
});

// C46
test.each<[string, object | undefined]>([
  ['another account', accountFile({ accountId: 'account-2' })],
  ['the same account', accountFile({ accountId: 'account-1', round: '9' })],
  ['a key', { OPENAI_API_KEY: 'sk-2' }],
])('renewed tokens do not replace those of a sign-in with %s that came meanwhile', async (_, other) => {
  let signIn = async () => {};
  const slow: Answering = async (request, count) => {
    await signIn();
    return renew(request, count);
  };
  await play(
    LAPSED,
    slow,
    async ({ server }) => {
      signIn = () => storeAuth(server.home, other ?? {});
      await server.request('getAuthStatus', { refreshToken: true });
      expect(await storedAuth(server.home)).toEqual(other);
    },
    [],
  );
});

test('an issuer without TLS that is not on this machine is never asked', async () => {
  await using server = await startServer({
    config: '[turnwire.auth]\nissuer = "http://issuer.example"\n',
    env: { TURNWIRE_LOG: 'warn' },
  });
  await storeAuth(server.home, accountFile(PERSON));
  await server.request('initialize', INITIALIZE);
  expect(await server.request('getAuthStatus', { refreshToken: true })).toMatchObject({ authMethod: 'chatgpt' });
  await server.until('the reason in the log', () => server.stderr.includes('must be an https address'));
});

test('ten processes with expired tokens make one request for new ones, and all continue', async () => {
  await using home = await scratchFolder('home');
  await using issuer = await startIssuer(async (request, count) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return count === 1 ? renew(request, count) : { status: 400, body: { error: 'invalid_grant' } };
  });
  const count = 10;
  await using peer = await startModelPeer(Array.from({ length: count }, () => ({ text: 'ok' })));
  await home.write('config.toml', peer.config('', WANTS_ACCOUNT) + issuer.config);
  await storeAuth(home.path, accountFile(LAPSED));
  await using crowd = await startServers(count, { home: home.path, deadlineMs: 50_000 });
  const { servers } = crowd;
  const ready = await Promise.all(servers.map(async (server) => ({ server, id: await begin(server) })));
  await Promise.all(ready.map(({ server, id }) => turn(server, id)));
  expect(issuer.requests).toHaveLength(1);
  expect(servers.flatMap((server) => server.received('error'))).toEqual([]);
  expect(peer.requests.map(({ headers }) => headers.authorization)).toEqual(
    Array.from({ length: count }, () => `Bearer ${RENEWED.access_token}`),
  );
});

test('tokens are renewed over the proxy that the environment names', async () => {
  await using issuer = await startIssuer(renew);
  await using proxy = await startProxyPeer(Number(new URL(issuer.url).port));
  await using peer = await startModelPeer([{ text: 'ok' }]);
  await using server = await startServer({
    config: `${peer.config('', WANTS_ACCOUNT)}${issuer.config}`.replace(
      `127.0.0.1:${new URL(issuer.url).port}`,
      'localhost:1',
    ),
    env: { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: '<-loopback>,127.0.0.1' },
  });
  await storeAuth(server.home, accountFile(LAPSED));
  await turn(server, await begin(server));
  expect(proxy.asked).toEqual(['POST http://localhost:1/oauth/token']);
  expect(peer.requests[0]?.headers.authorization).toBe(`Bearer ${RENEWED.access_token}`);
});

import { expect, test } from 'vitest';
import { replyEvents } from '../../src/model/scripted/events.js';
import { eventOf } from '../support/exchange.js';
import { accountFile, startIssuer, tokensOf } from '../support/issuer.js';
import { startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import type { Server } from '../support/server.js';
import { startServer } from '../support/server.js';
import { begin, changesOf, INITIALIZE, startServers, storeAuth, turn, WANTS_ACCOUNT } from './accounts.js';

const first = accountFile({ accountId: 'account-1' });
const second = accountFile({ accountId: 'account-2' });
/** An answer with reasoning that only the account can read under which it was made. */
const thinking = (secret: string, text: string) => ({
  events: [
    { type: 'response.output_item.done', item: { type: 'reasoning', id: 'r', summary: [], encrypted_content: secret } },
    ...replyEvents({ text }, 1),
  ],
});
const notesOf = (server: Server) => server.received('background_event').map((message) => eventOf(message)?.msg.message);

test('a sign-in in one window is reported once in the others, and their next turns use it', async () => {
  await using home = await scratchFolder('home');
  await using peer = await startModelPeer([{ text: 'one' }, { text: 'two' }]);
  await home.write('config.toml', peer.config('', WANTS_ACCOUNT));
  await storeAuth(home.path, first);
  await using windows = await startServers(2, { home: home.path });
  const [here, there] = windows.servers as [Server, Server];
  const conversationId = await begin(there);
  await here.request('initialize', INITIALIZE);
  await turn(there, conversationId);
  await here.request('loginApiKey', { apiKey: 'sk-2' });
  await here.next('authStatusChange');
  await there.next('authStatusChange');
  await turn(there, conversationId);
  expect(peer.requests.map(({ headers }) => headers.authorization)).toEqual([
    `Bearer ${first.tokens.access_token}`,
    'Bearer sk-2',
  ]);
  expect(notesOf(there)).toEqual([expect.stringContaining('Another account')]);
  await here.request('logoutChatGpt');
  await there.until('the sign-out to be told', () => changesOf(there).length === 2);
  expect(changesOf(there)).toEqual([{ authMethod: 'apikey' }, {}]);
  expect(changesOf(here)).toEqual([{ authMethod: 'apikey' }, {}]);
});

test('the switch is reported before the next turn uses it', async () => {
  await using peer = await startModelPeer([{ text: 'one' }, { text: 'two' }]);
  await using server = await startServer({ config: peer.config('', WANTS_ACCOUNT) });
  await storeAuth(server.home, first);
  const conversationId = await begin(server);
  await turn(server, conversationId);
  await storeAuth(server.home, second);
  await turn(server, conversationId);
  const told = server
    .received()
    .map((message) => message.method)
    .filter((method) => method === 'authStatusChange' || /background_event|agent_message$/.test(method ?? ''));
  expect(told).toEqual([
    'codex/event/agent_message',
    'authStatusChange',
    'codex/event/background_event',
    'codex/event/agent_message',
  ]);
  expect(peer.requests[1]?.headers['chatgpt-account-id']).toBe('account-2');
});

test('what one account has encrypted is not sent in the name of another, nor ever again', async () => {
  await using peer = await startModelPeer([
    thinking('of-the-first', 'one'),
    thinking('of-the-second', 'two'),
    { text: 'three' },
    { text: 'four' },
  ]);
  await using server = await startServer({ config: peer.config('', WANTS_ACCOUNT) });
  await storeAuth(server.home, first);
  const conversationId = await begin(server);
  await turn(server, conversationId);
  await storeAuth(server.home, second);
  await turn(server, conversationId);
  await turn(server, conversationId);
  await storeAuth(server.home, first);
  await turn(server, conversationId);
  const encrypted = peer.requests.map(({ body }) => body.input.flatMap((item) => item.encrypted_content ?? []));
  expect(encrypted).toEqual([[], [], ['of-the-second'], []]);
  expect(notesOf(server)).toHaveLength(2);
});

test('tokens that are renewed are no switch: what was encrypted before is still sent', async () => {
  const renewed = tokensOf({ accountId: 'account-1', round: '2' });
  await using issuer = await startIssuer(() => ({ status: 200, body: renewed }));
  await using peer = await startModelPeer([thinking('of-the-first', 'one'), { text: 'two' }]);
  await using server = await startServer({ config: peer.config('', WANTS_ACCOUNT) + issuer.config });
  await storeAuth(server.home, first);
  const conversationId = await begin(server);
  await turn(server, conversationId);
  await server.request('getAuthStatus', { refreshToken: true });
  await turn(server, conversationId);
  expect(peer.requests[1]?.headers.authorization).toBe(`Bearer ${renewed.access_token}`);
  expect(peer.requests[1]?.body.input.some((item) => item.encrypted_content === 'of-the-first')).toBe(true);
  expect([...changesOf(server), ...notesOf(server)]).toEqual([]);
});

test('an account that signs in during a renewal is not used for requests of the earlier account', async () => {
  let signIn = async () => {};
  await using issuer = await startIssuer(async () => {
    await signIn();
    return { status: 200, body: tokensOf({ accountId: 'account-1', round: '2' }) };
  });
  await using peer = await startModelPeer([thinking('of-the-first', 'one'), { text: 'two' }]);
  await using server = await startServer({ config: peer.config('', WANTS_ACCOUNT) + issuer.config });
  await storeAuth(server.home, first);
  const conversationId = await begin(server);
  await turn(server, conversationId);
  await storeAuth(server.home, accountFile({ accountId: 'account-1', expiresIn: -60 }));
  signIn = () => storeAuth(server.home, second);
  await turn(server, conversationId);
  expect(server.received('error')).toHaveLength(1);
  expect(peer.requests).toHaveLength(1);
  await turn(server, conversationId);
  expect(peer.requests[1]?.headers['chatgpt-account-id']).toBe('account-2');
  expect(JSON.stringify(peer.requests[1]?.body)).not.toContain('of-the-first');
});

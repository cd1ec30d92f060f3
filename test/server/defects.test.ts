import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkConfig } from '../../src/config/checked.js';
import { accountFile } from '../support/issuer.js';
import { startModelPeer } from '../support/model-peer.js';
import { startServer } from '../support/server.js';

const INITIALIZE = { clientInfo: { name: 'test', version: '1' } };
const text = (words: string) => [{ type: 'text', data: { text: words } }];

// C112
test('a turn ends when the response is complete, although the connection stays open', async () => {
  await using peer = await startModelPeer([{ text: 'done', hold: true }]);
  await using server = await startServer({ config: peer.config() });
  await server.request('initialize', INITIALIZE);
  const { conversationId } = await server.request('newConversation', {});
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: text('hi') });
  await server.next('task_complete');
  expect(server.received('stream_error')).toEqual([]);
});

// C113
test('a request that the model refuses is not sent again', async () => {
  await using peer = await startModelPeer([{ fail: { status: 400, body: { error: { message: 'no' } } } }]);
  await using server = await startServer({ config: peer.config('', '') });
  await server.request('initialize', INITIALIZE);
  const { conversationId } = await server.request('newConversation', {});
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: text('hi') });
  await server.next('task_complete');
  expect(peer.requests).toHaveLength(1);
});

// C38
test('-c on the command line counts for new conversations, below what the request says', async () => {
  await using server = await startServer({
    args: ['-c', 'model="from-the-command-line"'],
    config: 'model = "from-the-file"\n',
  });
  await server.request('initialize', INITIALIZE);
  expect(await server.request('newConversation', {})).toMatchObject({ model: 'from-the-command-line' });
  expect(await server.request('newConversation', { config: { model: 'from-the-request' } })).toMatchObject({
    model: 'from-the-request',
  });
});

// C51
test('an edit of config.toml counts for the next request, in every place', async () => {
  await using server = await startServer({ config: 'model = "old"\nmodel_provider = "scripted"\n' });
  await server.request('initialize', INITIALIZE);
  expect(await server.request('getAuthStatus', {})).toEqual({ requiresOpenaiAuth: false });
  expect(await server.request('getUserSavedConfig')).toMatchObject({ config: { model: 'old' } });
  await writeFile(join(server.home, 'config.toml'), 'model = "new"\n');
  expect(await server.request('getAuthStatus', {})).toMatchObject({ requiresOpenaiAuth: true });
  expect(await server.request('getUserSavedConfig')).toMatchObject({ config: { model: 'new' } });
  expect(await server.request('newConversation', {})).toMatchObject({ model: 'new' });
});

// C53
test('null in the config of a request means that nothing is given there', async () => {
  await using server = await startServer({ config: 'model = "m"\n[profiles.p]\nmodel = "of-p"\n' });
  await server.request('initialize', INITIALIZE);
  for (const config of [{ profile: null }, { model: null }, { 'tools.web_search': null }, null]) {
    expect(await server.request('newConversation', { config })).toMatchObject({ model: 'm' });
  }
});

// C56: kept, and written down in docs/configuration.md.
test('a profile overrides the config of a request, and a provider speaks chat by default', async () => {
  const config = 'profile = "p"\n[profiles.p]\nmodel = "of-p"\n[model_providers.own]\nname = "Own"\n';
  await using server = await startServer({ config });
  await server.request('initialize', INITIALIZE);
  const model = async (params: object) => (await server.request('newConversation', params)).model;
  expect(await model({ config: { model: 'x' } })).toBe('of-p');
  expect(await model({ config: { 'profiles.p.model': 'x' } })).toBe('x');
  expect(await model({ model: 'x' })).toBe('x');
  const providers = checkConfig({ model_providers: { own: { name: 'Own' } } }).model_providers;
  expect(providers.own).toMatchObject({ wire_api: 'chat' });
});

// C134
test.each([
  ['tokens', accountFile({ accountId: 'account-1' })],
  ['a key of the environment', undefined],
])('a provider that needs no account is not sent %s', async (_, file) => {
  await using peer = await startModelPeer([{ text: 'done' }]);
  await using server = await startServer({
    config: peer.config('preferred_auth_method = "apikey"'),
    env: file ? {} : { OPENAI_API_KEY: 'sk-environment' },
  });
  if (file) await writeFile(join(server.home, 'auth.json'), JSON.stringify(file));
  await server.request('initialize', INITIALIZE);
  const { conversationId } = await server.request('newConversation', {});
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: text('hi') });
  await server.next('task_complete');
  expect(peer.requests[0]?.headers).not.toHaveProperty('authorization');
  expect(peer.requests[0]?.headers).not.toHaveProperty('chatgpt-account-id');
});

// C134
test.each([
  ['', undefined],
  ['requires_openai_auth = true', 'Bearer sk-stored'],
])('a provider with "%s" is sent: %s', async (setting, authorization) => {
  await using peer = await startModelPeer([{ text: 'done' }]);
  await using server = await startServer({ config: peer.config('', setting) });
  await writeFile(join(server.home, 'auth.json'), JSON.stringify({ OPENAI_API_KEY: 'sk-stored' }));
  await server.request('initialize', INITIALIZE);
  const { conversationId } = await server.request('newConversation', {});
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: text('hi') });
  await server.next('task_complete');
  expect(peer.requests[0]?.headers.authorization).toBe(authorization);
});

test('turns that follow each other use one connection to the model', async () => {
  await using peer = await startModelPeer([{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
  let connections = 0;
  peer.server.on('connection', () => connections++);
  await using server = await startServer({ config: peer.config() });
  await server.request('initialize', INITIALIZE);
  const { conversationId } = await server.request('newConversation', {});
  await server.request('addConversationListener', { conversationId });
  for (const words of ['a', 'b', 'c']) {
    await server.request('sendUserMessage', { conversationId, items: text(words) });
    await server.next('task_complete');
  }
  expect(connections).toBe(1);
});

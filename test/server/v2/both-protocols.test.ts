import { expect, test } from 'vitest';
import { type AppServer, createAppServer } from '../../../src/server/library.js';
import { InProcessClient } from '../../support/in-process-client.js';
import { scratchFolder } from '../../support/scratch.js';
import { INITIALIZE } from './session.js';

async function start() {
  const home = await scratchFolder('home');
  const server: AppServer = createAppServer({
    home: home.path,
    cwd: home.path,
    env: { PATH: process.env.PATH },
    config: { model_provider: 'scripted', approval_policy: 'never', sandbox_mode: 'danger-full-access' },
  });
  return {
    server,
    async v2() {
      const client = new InProcessClient(server);
      await client.request('initialize', INITIALIZE);
      return client;
    },
    v1: () => InProcessClient.start(server),
    async [Symbol.asyncDispose]() {
      await server.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

const ended = (client: InProcessClient) => client.until(({ method }) => method === 'turn/completed');
const methods = (client: InProcessClient) => client.received.flatMap(({ method }) => method ?? []);

test('a client of v1 and one of v2 follow one conversation, each in its own words', async () => {
  await using s = await start();
  const [old, today] = [await s.v1(), await s.v2()];
  const begun = await old.request<{ conversationId: string }>('newConversation', {});
  const { conversationId } = begun;
  await old.request('addConversationListener', { conversationId });
  await today.request('thread/resume', { threadId: conversationId });
  await old.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'from v1' } }] });
  await ended(today);
  await today.request('turn/start', { threadId: conversationId, input: [{ type: 'text', text: 'from v2' }] });
  await old.until(() => old.events('task_complete').length === 2);
  const said = old.events('agent_message').map(({ params }) => (params as { msg: { message: string } }).msg.message);
  const shown = today.received.flatMap(({ method, params }) => {
    const item = (params as { item?: { type: string; text: string } } | undefined)?.item;
    return method === 'item/completed' && item?.type === 'agentMessage' ? [item.text] : [];
  });
  expect(shown).toEqual(said);
  expect(said).toHaveLength(2);
  expect(methods(old).filter((method) => !method.startsWith('codex/event/'))).toEqual([]);
  expect(methods(today).filter((method) => method.startsWith('codex/event/'))).toEqual([]);
});

test('a thread of v2 is listed, resumed and archived over v1', async () => {
  await using s = await start();
  const [old, today] = [await s.v1(), await s.v2()];
  const { thread } = await today.request<{ thread: { id: string; path: string } }>('thread/start', {});
  await today.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text: 'hello' }] });
  await ended(today);
  const { items } = await old.request<{ items: object[] }>('listConversations', {});
  expect(items).toMatchObject([{ conversationId: thread.id, path: thread.path, preview: 'hello' }]);
  const resumed = await old.request<{ initialMessages: object[] }>('resumeConversation', { path: thread.path });
  expect(resumed.initialMessages).toContainEqual({ type: 'user_message', message: 'hello', kind: 'plain' });
  await old.request('archiveConversation', { conversationId: thread.id, rolloutPath: thread.path });
  const { params } = await today.until(
    ({ method, params }) =>
      method === 'thread/status/changed' && (params as { status: { type: string } }).status.type === 'notLoaded',
  );
  expect(params).toMatchObject({ threadId: thread.id });
});

test('one connection speaks both', async () => {
  await using s = await start();
  const client = await s.v2();
  const { thread } = await client.request<{ thread: { id: string } }>('thread/start', {});
  await client.request('addConversationListener', { conversationId: thread.id });
  await client.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text: 'hello' }] });
  await ended(client);
  await client.until(() => client.events('task_complete').length === 1);
  expect(client.events('agent_message')).toHaveLength(1);
  expect(methods(client).filter((method) => method === 'turn/completed')).toHaveLength(1);
});

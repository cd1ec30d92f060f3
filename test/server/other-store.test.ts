import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createAppServer, MemoryStore, type MemoryStoreOptions } from '../../src/server/library.js';
import type { Message } from '../support/exchange.js';
import { InProcessClient } from '../support/in-process-client.js';
import { scratchFolder } from '../support/scratch.js';

interface Started {
  conversationId: string;
  rolloutPath: string;
  initialMessages?: { type: string; message?: string }[];
}

/** A server whose conversations are in memory, and a scripted model. */
async function served(replies: readonly object[], options: MemoryStoreOptions = {}) {
  const home = await scratchFolder('home');
  const script = await home.write('script.json', JSON.stringify(replies));
  const store = new MemoryStore(options);
  const server = createAppServer({
    home: home.path,
    cwd: home.path,
    env: { PATH: process.env.PATH, TURNWIRE_SCRIPT: script },
    config: { model_provider: 'scripted', approval_policy: 'never', sandbox_mode: 'danger-full-access' },
    store,
  });
  return {
    store,
    server,
    home,
    client: () => InProcessClient.start(server),
    async [Symbol.asyncDispose]() {
      await server.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

const say = (conversationId: string, text: string) => ({ conversationId, items: [{ type: 'text', data: { text } }] });

const msgOf = ({ params }: Message) => (params as { msg: Record<string, unknown> & { type: string } }).msg;
const types = (client: InProcessClient) =>
  client.received.filter(({ method }) => method?.startsWith('codex/event/')).map((m) => msgOf(m).type);

/** Waits for the n-th end of a turn. */
const ended = (client: InProcessClient, n = 1) =>
  client.until(() => types(client).filter((type) => type === 'task_complete' || type === 'turn_aborted').length >= n);

async function begun(client: InProcessClient): Promise<Started> {
  const started = await client.request<Started>('newConversation', {});
  await client.request('addConversationListener', { conversationId: started.conversationId });
  return started;
}

const spoken = ({ initialMessages = [] }: Started) =>
  initialMessages.flatMap(({ type, message }) => (/user_message|agent_message/.test(type) ? [message] : []));

const paces: [string, MemoryStoreOptions][] = [
  ['at once', {}],
  ['later', { beforeAppend: () => delay(3) }],
];

test.each(paces)('turns, resume, fork, list and archive with a store that appends %s', async (_, options) => {
  await using s = await served([{ text: 'uno' }, { text: 'dos' }, { text: 'tres' }], options);
  const client = await s.client();
  const { conversationId, rolloutPath } = await begun(client);
  await client.request('sendUserMessage', say(conversationId, 'one'));
  await ended(client);
  await client.request('sendUserMessage', say(conversationId, 'two'));
  await ended(client, 2);
  const joined = await client.request<Started>('resumeConversation', { path: rolloutPath });
  expect(spoken(joined)).toEqual(['one', 'uno', 'two', 'dos']);
  await client.request('turnwire/closeConversation', { conversationId });
  const resumed = await client.request<Started>('resumeConversation', { conversationId });
  expect(spoken(resumed)).toEqual(['one', 'uno', 'two', 'dos']);
  const fork = await client.request<Started>('forkConversation', { conversationId, nthUserMessage: 1 });
  expect(spoken(fork)).toEqual(['one', 'uno']);
  await client.request('addConversationListener', { conversationId: fork.conversationId });
  await client.request('sendUserMessage', say(fork.conversationId, 'three'));
  await ended(client, 3);
  const list = async () =>
    (await client.request<{ items: { conversationId: string; preview: string }[] }>('listConversations', {})).items;
  expect((await list()).map((item) => item.conversationId).sort()).toEqual(
    [conversationId, fork.conversationId].sort(),
  );
  expect((await list())[0]?.preview).toBe('one');
  await client.request('archiveConversation', { conversationId, rolloutPath });
  expect((await list()).map((item) => item.conversationId)).toEqual([fork.conversationId]);
  await client.leave();
});

test.each(paces)('two connections see one turn, each event once and in order (appends %s)', async (_, options) => {
  await using s = await served([{ deltas: ['a', 'b', 'c'], pace: 2 }], options);
  const [one, two] = [await s.client(), await s.client()];
  const { conversationId, rolloutPath } = await begun(one);
  await two.request('resumeConversation', { path: rolloutPath });
  await two.request('addConversationListener', { conversationId });
  await one.request('sendUserMessage', say(conversationId, 'go'));
  await Promise.all([ended(one), ended(two)]);
  const [seen, same] = [types(one), types(two)];
  expect(same.slice(same.indexOf('task_started'))).toEqual(seen.slice(seen.indexOf('task_started')));
  expect(seen.filter((type) => type === 'task_complete')).toHaveLength(1);
  await Promise.all([one.leave(), two.leave()]);
});

test.each(paces)('queued messages and an interrupt: none is lost, none is doubled (appends %s)', async (_, options) => {
  await using s = await served([{ deltas: ['working'], cut: 3, hold: true }], options);
  const client = await s.client();
  const { conversationId, rolloutPath } = await begun(client);
  await client.request('sendUserMessage', say(conversationId, 'first'));
  for (const text of ['second', 'third']) {
    client.send({ id: text, method: 'sendUserMessage', params: say(conversationId, text) });
  }
  await client.request('interruptConversation', { conversationId });
  await client.request('turnwire/closeConversation', { conversationId });
  const { records } = await s.store.load(rolloutPath);
  const users = records.flatMap((record) => {
    if (record.type !== 'history' || record.item.type !== 'message' || record.item.role !== 'user') return [];
    return record.item.content.flatMap((part) => ('text' in part && !part.text.startsWith('<') ? [part.text] : []));
  });
  expect(users).toEqual(['first', 'second', 'third']);
  await client.leave();
});

const refusals: [string, () => void | Promise<void>][] = [
  ['at once', () => fail()],
  [
    'later',
    async () => {
      await delay(3);
      fail();
    },
  ],
];
function fail(): never {
  throw new Error('no room');
}

// The answer, the output of a tool, the count of tokens: the turn ends when one of them cannot be stored.
const failing = refusals.flatMap(([when, refuse]) =>
  ['assistant', 'function_call_output', 'token count', 'sampling'].map((what) => [when, what, refuse] as const),
);
test.each(failing)(
  'an append that fails %s (%s) ends the turn in order, and the next turn works',
  async (_, what, refuse) => {
    let full = false;
    let refused = 0;
    const beforeAppend: MemoryStoreOptions['beforeAppend'] = (records) => {
      const hit = records.some((record) => {
        if (record.type === 'history')
          return record.item.type === what || (record.item.type === 'message' && record.item.role === what);
        if (record.type === 'event') return what === 'token count' && record.event.type === 'usage-updated';
        return record.type === what;
      });
      if (!full || !hit) return undefined;
      refused++;
      return refuse();
    };
    const call = { name: 'shell', args: { command: ['echo', 'hi'] }, callId: 'c' };
    await using s = await served([{ text: 'I begin.', calls: [call] }, { text: 'uno' }, { text: 'dos' }], {
      beforeAppend,
    });
    const client = await s.client();
    const { conversationId, rolloutPath } = await begun(client);
    // The settings of the first request are stored with the message.
    full = what !== 'sampling';
    await client.request('sendUserMessage', say(conversationId, 'one'));
    full = true;
    await ended(client);
    full = false;
    expect(refused).toBeGreaterThan(0);
    const seen = types(client);
    expect(seen.filter((type) => type === 'error')).toHaveLength(1);
    expect(seen.indexOf('error')).toBe(seen.length - 2);
    expect(client.events('error').map(msgOf)[0]?.message).toContain('no room');
    await client.request('sendUserMessage', say(conversationId, 'two'));
    await ended(client, 2);
    expect(types(client).at(-1)).toBe('task_complete');
    const { records } = await s.store.load(rolloutPath);
    const count = (type: string) => records.filter((r) => r.type === 'history' && r.item.type === type).length;
    expect(count('function_call_output')).toBe(count('function_call'));
    await client.leave();
  },
);

test('a message that cannot be stored is refused, and the conversation stays usable', async () => {
  let full = false;
  await using s = await served([{ deltas: ['a'], pace: 30 }, { text: 'dos' }], {
    beforeAppend: async () => {
      await delay(1);
      if (full) fail();
    },
  });
  const client = await s.client();
  const { conversationId, rolloutPath } = await begun(client);
  full = true;
  client.send({ id: 'no', method: 'sendUserMessage', params: say(conversationId, 'refused') });
  const reply = await client.until((m) => m.id === 'no' && m.method === undefined);
  expect(reply.error?.data).toMatchObject({ code: 'io_error' });
  full = false;
  await client.request('sendUserMessage', say(conversationId, 'accepted'));
  await ended(client);
  const joined = await client.request<Started>('resumeConversation', { path: rolloutPath });
  expect(spoken(joined)).toEqual(['accepted', 'a']);
  await client.leave();
});

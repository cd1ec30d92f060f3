import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AppServer, createAppServer } from '../../src/server/library.js';
import { InProcessClient } from '../support/in-process-client.js';
import { readRollout } from '../support/rollout.js';
import { type Scratch, scratchFolder } from '../support/scratch.js';

interface Started {
  conversationId: string;
  rolloutPath: string;
}

/** A server in this process whose model repeats its input, or follows a script. */
async function start(config: Record<string, unknown> = {}) {
  const home: Scratch = await scratchFolder('home');
  const server: AppServer = createAppServer({
    home: home.path,
    cwd: home.path,
    env: { PATH: process.env.PATH },
    config: { model_provider: 'scripted', approval_policy: 'never', sandbox_mode: 'danger-full-access', ...config },
  });
  return {
    server,
    home,
    client: (name?: string) => InProcessClient.start(server, name),
    async [Symbol.asyncDispose]() {
      await server.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

const say = (conversationId: string, text: string) => ({ conversationId, items: [{ type: 'text', data: { text } }] });
const completed = (client: InProcessClient, count: number) =>
  client.until(() => client.events('task_complete').length >= count);
const types = (client: InProcessClient): string[] =>
  client.received.flatMap(({ method }) => (method?.startsWith('codex/event/') ? [method.slice(12)] : []));

/** What a rollout has beside the events of v1, and what the client has said itself. */
const NOT_OF_V1: unknown[] = ['user_message', 'turn_started', 'turn_complete', 'item_completed'];

const WHOLE_TURN = [
  'task_started',
  'token_count',
  'agent_message_delta',
  'agent_message',
  'token_count',
  'task_complete',
];
const joined = (all: string[]): string[] =>
  all.filter((type, i) => type !== 'agent_message_delta' || all[i - 1] !== type);

test('B resumes, a turn runs, A subscribes, then B subscribes: both have the whole turn', async () => {
  await using s = await start();
  const [a, b] = [await s.client('a'), await s.client('b')];
  const { conversationId, rolloutPath } = await a.request<Started>('newConversation', {});
  await b.request('resumeConversation', { path: rolloutPath });
  await a.request('sendUserMessage', say(conversationId, 'hello'));
  await a.request('addConversationListener', { conversationId });
  await completed(a, 1);
  await b.request('addConversationListener', { conversationId });
  await completed(b, 1);
  expect(joined(types(a))).toEqual(WHOLE_TURN);
  expect(joined(types(b))).toEqual(WHOLE_TURN);
});

test('a client that subscribes in the middle of a message is shown what was said so far', async () => {
  await using s = await start();
  const script = JSON.stringify([{ deltas: ['so ', 'far'], cut: 4, hold: true }]);
  await using held = await start({ 'turnwire.script': await s.home.write('script.json', script) });
  const [a, b] = [await held.client(), await held.client()];
  const { conversationId, rolloutPath } = await a.request<Started>('newConversation', {});
  await a.request('addConversationListener', { conversationId });
  await a.request('sendUserMessage', say(conversationId, 'go'));
  await a.until(() => a.events('agent_message_delta').length === 2);
  await b.request('resumeConversation', { path: rolloutPath });
  await b.request('addConversationListener', { conversationId });
  await b.until(() => b.events('agent_message_delta').length > 0);
  const text = b.events('agent_message_delta').map(({ params }) => (params as { msg: { delta: string } }).msg.delta);
  expect(text.join('')).toBe('so far');
});

const step = fc.record({
  client: fc.nat(2),
  action: fc.constantFrom('resume', 'attach', 'attach', 'detach', 'send', 'send', 'wait'),
});

/** What a client knows of a conversation: the history of its last resume, and what it was sent after that. */
function storyOf(client: InProcessClient): unknown[] {
  const from = client.received.findLastIndex(({ method }) => method === 'sessionConfigured');
  const { initialMessages: resumed = [] } = (client.received[from]?.params ?? {}) as { initialMessages?: unknown[] };
  const live = client.received.slice(from + 1).flatMap(({ method, params }) => {
    const { msg } = (params ?? {}) as { msg?: { type: string } };
    return method?.startsWith('codex/event/') && msg && STORED.includes(msg.type) ? [msg] : [];
  });
  return [...resumed, ...live].filter((msg) => (msg as { type: string }).type !== 'user_message');
}

const STORED = ['agent_message', 'token_count', 'agent_reasoning', 'turn_aborted'];

test('history and live events together are the story of the rollout, for each of three clients', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      await using s = await start();
      const clients = [await s.client(), await s.client(), await s.client()];
      const { conversationId, rolloutPath } = await (clients[0] as InProcessClient).request<Started>(
        'newConversation',
        {},
      );
      for (const client of clients.slice(1)) await client.request('resumeConversation', { path: rolloutPath });
      const subscriptions = new Map<InProcessClient, string>();
      for (const [n, { client: which, action }] of steps.entries()) {
        const client = clients[which] as InProcessClient;
        const subscriptionId = subscriptions.get(client);
        if (action === 'wait') await new Promise((resolve) => setImmediate(resolve));
        else if (action === 'send') await client.request('sendUserMessage', say(conversationId, `m${n}`));
        else if (action === 'resume') await client.request('resumeConversation', { path: rolloutPath });
        else if (action === 'attach' && subscriptionId === undefined) {
          const added = await client.request<{ subscriptionId: string }>('addConversationListener', { conversationId });
          subscriptions.set(client, added.subscriptionId);
        } else if (action === 'detach' && subscriptionId !== undefined) {
          await client.request('removeConversationListener', { subscriptionId });
          subscriptions.delete(client);
        }
      }
      for (const client of clients) {
        if (!subscriptions.has(client)) await client.request('addConversationListener', { conversationId });
      }
      const last = 'the last word';
      await (clients[0] as InProcessClient).request('sendUserMessage', say(conversationId, last));
      const heard = (client: InProcessClient) =>
        client.until(() => storyOf(client).some((msg) => String((msg as { message?: string }).message).includes(last)));
      await Promise.all(clients.map(heard));
      await Promise.all(clients.map((client) => client.request('interruptConversation', { conversationId })));
      const lines = await readRollout(rolloutPath);
      const stored = lines.flatMap(({ type, payload }) => (type === 'event_msg' ? [payload] : []));
      const story = stored.filter(({ type }) => !NOT_OF_V1.includes(type));
      for (const client of clients) expect(storyOf(client)).toEqual(story);
    }),
    { numRuns: 500 },
  );
}, 300_000);

describe('approvals are state of the conversation', () => {
  const RUN = { calls: [{ name: 'shell', args: { command: ['touch', 'made'] }, callId: 'c' }] };

  async function asked() {
    const scripts = await scratchFolder('script');
    const script = await scripts.write('script.json', JSON.stringify([RUN, { text: 'done' }]));
    const s = await start({ 'turnwire.script': script, approval_policy: 'untrusted' });
    const [a, b, c] = [await s.client('a'), await s.client('b'), await s.client('c')];
    const { conversationId, rolloutPath } = await a.request<Started>('newConversation', {});
    await a.request('addConversationListener', { conversationId });
    await a.request('sendUserMessage', say(conversationId, 'go'));
    const listen = (client: InProcessClient) => client.request('addConversationListener', { conversationId });
    const request = (client: InProcessClient) => client.until(({ method }) => method === 'execCommandApproval');
    const answer = async (client: InProcessClient, reply: object) =>
      client.send({ id: (await request(client)).id, ...reply });
    const open = async () => {
      const { approvals } = await a.request<{ approvals: object[] }>('turnwire/listApprovals', { conversationId });
      return approvals;
    };
    await request(a);
    return {
      ...{ a, b, c, conversationId, rolloutPath, listen, request, answer, open },
      async [Symbol.asyncDispose]() {
        await s[Symbol.asyncDispose]();
        await scripts[Symbol.asyncDispose]();
      },
    };
  }

  test('a client that joins while one is open is asked as well, resumed or not, and the list shows it', async () => {
    await using s = await asked();
    await s.b.request('resumeConversation', { path: s.rolloutPath });
    await s.listen(s.b);
    await s.listen(s.c);
    for (const client of [s.a, s.b, s.c]) expect((await s.request(client)).params).toMatchObject({ callId: 'c' });
    const ids = await Promise.all([s.a, s.b, s.c].map(async (client) => (await s.request(client)).id));
    expect(new Set(ids).size).toBe(3);
    expect(await s.open()).toMatchObject([{ kind: 'command', callId: 'c', command: ['touch', 'made'] }]);
    await s.answer(s.c, { result: { decision: 'approved' } });
    await completed(s.a, 1);
    expect(await s.open()).toEqual([]);
    expect(s.a.events('exec_command_end')).toHaveLength(1);
  });

  test('the first answer counts; a later one changes nothing', async () => {
    await using s = await asked();
    await s.listen(s.b);
    await s.answer(s.b, { result: { decision: 'denied' } });
    await s.answer(s.a, { result: { decision: 'approved' } });
    await completed(s.a, 1);
    expect(s.a.events('exec_command_begin')).toHaveLength(0);
  });

  test.each([
    ['an error', { error: { code: -1, message: 'no' } }],
    ['nonsense', { result: { decision: 'perhaps' } }],
    ['nothing that can be read', { result: null }],
  ])('%s declines', async (_, reply) => {
    await using s = await asked();
    await s.answer(s.a, reply);
    await completed(s.a, 1);
    expect(s.a.events('exec_command_begin')).toHaveLength(0);
  });

  test('a client that leaves has not decided while another can', async () => {
    await using s = await asked();
    await s.listen(s.b);
    await s.request(s.b);
    await s.a.leave();
    await s.answer(s.b, { result: { decision: 'approved' } });
    await completed(s.b, 1);
    expect(s.b.events('exec_command_end')).toHaveLength(1);
  });
});

test('each connection has its own user agent and its own request ids', async () => {
  await using s = await start();
  const [a, b] = [await s.client('one'), await s.client('two')];
  const agents = [await a.request('getUserAgent', {}), await b.request('getUserAgent', {})];
  expect(agents).toMatchObject([
    { userAgent: expect.stringContaining('(one; 1)') },
    { userAgent: expect.stringContaining('(two; 1)') },
  ]);
});

import { expect, test } from 'vitest';
import { eventOf } from '../support/exchange.js';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { type Server, startServer } from '../support/server.js';

const TOO_LONG: PeerReply = {
  fail: { status: 400, body: { error: { code: 'context_length_exceeded', message: 'too long' } } },
};
const TOO_LONG_IN_STREAM: PeerReply = {
  events: [{ type: 'response.failed', response: { error: { code: 'context_length_exceeded', message: 'too long' } } }],
};
const TOO_LARGE: PeerReply = { fail: { status: 413, body: 'Payload Too Large' } };
const echo = (text: string, callId: string): PeerReply => ({
  calls: [{ name: 'shell', args: { command: ['echo', text] }, callId }],
});

interface Started {
  conversationId: string;
  rolloutPath: string;
}

async function open(server: Server, resume?: string): Promise<Started> {
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const params = { approvalPolicy: 'never', sandbox: 'danger-full-access' };
  const started = resume
    ? await server.request<Started>('resumeConversation', { path: resume, overrides: params })
    : await server.request<Started>('newConversation', params);
  await server.request('addConversationListener', { conversationId: started.conversationId });
  return started;
}

async function say(server: Server, conversationId: string, text: string): Promise<string | null> {
  const before = server.received('task_complete').length;
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text } }] });
  await server.until('the end of the turn', () => server.received('task_complete').length > before);
  return (eventOf(server.received('task_complete').at(-1) ?? {})?.msg.last_agent_message ?? null) as string | null;
}

test.each([
  ['with an error of its own', TOO_LONG],
  ['in its stream', TOO_LONG_IN_STREAM],
  ['by the size of the body', TOO_LARGE],
])('a turn that the model refuses %s as too long ends, and the next one makes room first', async (_, refusal) => {
  await using peer = await startModelPeer([
    echo('one', 'a'),
    { text: 'first' },
    refusal,
    { text: 'The summary.' },
    { text: 'It goes on.' },
  ]);
  await using server = await startServer({ config: peer.config() });
  const { conversationId } = await open(server);
  expect(await say(server, conversationId, 'begin')).toBe('first');
  expect(await say(server, conversationId, 'more')).toBeNull();
  expect(await say(server, conversationId, 'and now?')).toBe('It goes on.');
  const input = JSON.stringify(peer.requests.at(-1)?.body.input);
  expect(input).toContain('The summary.');
  expect(input).toContain('and now?');
});

test.each([
  ['with an error of its own', TOO_LONG],
  ['in its stream', TOO_LONG_IN_STREAM],
])('a summary that is refused %s as too long is requested with less of the oldest outputs', async (_, refusal) => {
  await using peer = await startModelPeer([
    echo('oldest', 'a'),
    echo('older', 'b'),
    echo('newest', 'c'),
    { text: 'first' },
    refusal,
    refusal,
    { text: 'The summary.' },
    { text: 'It goes on.' },
  ]);
  await using server = await startServer({ config: peer.config() });
  const { conversationId } = await open(server);
  await say(server, conversationId, 'begin');
  await say(server, conversationId, 'more');
  expect(await say(server, conversationId, 'and now?')).toBe('It goes on.');
  const summaries = peer.requests.slice(5, 7).map(({ body }) => JSON.stringify(body.input));
  expect(summaries[0]).toContain('oldest\\\\n');
  expect(summaries[1]).toContain('left out to make room');
  expect(summaries[1]).toContain('newest');
});

test('a history that has grown over the limit while nothing was counted is summed up before the request', async () => {
  await using peer = await startModelPeer([
    { text: 'small', usage: { input: 10, output: 5 } },
    { text: 'The summary.' },
    { text: 'It goes on.' },
  ]);
  await using server = await startServer({ config: peer.config('model_auto_compact_token_limit = 1000') });
  const { conversationId } = await open(server);
  await say(server, conversationId, 'begin');
  expect(await say(server, conversationId, 'x'.repeat(8000))).toBe('It goes on.');
  expect(JSON.stringify(peer.requests[1]?.body.input)).toContain('hand-over note');
});

test('a resumed conversation that is full is summed up before its next request', async () => {
  await using peer = await startModelPeer([
    { text: 'big', usage: { input: 500, output: 5 } },
    { text: 'The summary.' },
    { text: 'It goes on.' },
  ]);
  await using first = await startServer({ config: peer.config() });
  const { conversationId, rolloutPath } = await open(first);
  await say(first, conversationId, 'begin');
  first.closeInput();
  await first.exit;
  await using second = await startServer({
    home: first.home,
    config: peer.config('model_auto_compact_token_limit = 300'),
  });
  await open(second, rolloutPath);
  expect(await say(second, conversationId, 'and now?')).toBe('It goes on.');
});

test('sealed reasoning is sent to the provider that made it, also after a resume, and to no other', async () => {
  const thought = { type: 'reasoning', id: 'r', summary: [], encrypted_content: 'sealed-here' };
  const reasoned: PeerReply = {
    events: [
      { type: 'response.created', response: {} },
      { type: 'response.output_item.done', item: thought },
      {
        type: 'response.output_item.done',
        item: { type: 'message', role: 'assistant', id: 'm', content: [{ type: 'output_text', text: 'first' }] },
      },
      { type: 'response.completed', response: { id: 'x' } },
    ],
  };
  await using peer = await startModelPeer([reasoned, { text: 'same' }, { text: 'other' }]);
  await using first = await startServer({ config: peer.config() });
  const { conversationId, rolloutPath } = await open(first);
  await say(first, conversationId, 'begin');
  first.closeInput();
  await first.exit;
  for (const provider of ['mock', 'other']) {
    await using server = await startServer({ home: first.home, config: renamed(peer.config(), provider) });
    await open(server, rolloutPath);
    await say(server, conversationId, provider);
    server.closeInput();
    await server.exit;
  }
  const inputs = peer.requests.map(({ body }) => JSON.stringify(body.input).includes('sealed-here'));
  expect(inputs).toEqual([false, true, false]);
});

const renamed = (config: string, provider: string): string =>
  config
    .replace(/model_provider = "[^"]*"/, `model_provider = "${provider}"`)
    .replace(/\[model_providers\.[^\]]*\]/, `[model_providers.${provider}]`);

import { expect, test } from 'vitest';
import { eventOf } from '../support/exchange.js';
import { answer, type Behaviour, completed, said, sse, startRawPeer, stream, whole } from '../support/raw-peer.js';
import { type Server, startServer } from '../support/server.js';

const config = (baseUrl: string, wire: string, provider: string) => `model = "m"
model_provider = "mock"
approval_policy = "never"
sandbox_mode = "danger-full-access"
[model_providers.mock]
name = "Mock"
base_url = "${baseUrl}"
wire_api = "${wire}"
request_max_retries = 0
stream_max_retries = 2
${provider}
`;

/** One turn of the built server against a peer that answers so; a request beyond the answers is answered with "done". */
async function turn(behaviours: Behaviour[], { wire = 'responses', provider = '' } = {}) {
  const last = stream(wire === 'chat' ? chat({ content: 'done' }) : whole('done'));
  await using peer = await startRawPeer([...behaviours, last]);
  await using server = await startServer({ config: config(peer.url, wire, provider) });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', {});
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'hi' } }] });
  const end = eventOf(await server.next('task_complete'))?.msg;
  return {
    message: end?.last_agent_message,
    requests: peer.requests,
    error: texts(server, 'error')[0],
    notes: texts(server, 'background_event'),
    commands: texts(server, 'exec_command_end', 'stdout'),
    code: (server.received('turnwire/diagnostics')[0]?.params as { error?: { code?: string } } | undefined)?.error
      ?.code,
  };
}

const texts = (server: Server, type: string, key = 'message'): unknown[] =>
  server.received(type).map((message) => eventOf(message)?.msg[key]);

const chat = (delta: object, finish = 'stop'): string =>
  `${sse({ choices: [{ index: 0, delta, finish_reason: null }] }, { choices: [{ index: 0, delta: {}, finish_reason: finish }] })}data: [DONE]\n\n`;

const delta = (text: string): object => ({ type: 'response.output_text.delta', item_id: 'm', delta: text });
const item = (of: object): object => ({ type: 'response.output_item.done', item: of });
const ended = (response: object): object => ({ type: 'response.completed', response: { id: 'r', ...response } });
const message = (content: unknown) => ({ type: 'message', role: 'assistant', content });
const EVENTS = { 'content-type': 'text/event-stream' };
const JSON_TYPE = { 'content-type': 'application/json' };

test.each<[string, Behaviour, string]>([
  ['only in deltas', stream(sse(delta('Hel'), delta('lo'), completed)), 'Hello'],
  [
    'only in the last event',
    stream(sse(ended({ output: [message([{ type: 'output_text', text: 'Hello' }])] }))),
    'Hello',
  ],
  [
    'three times',
    stream(sse(delta('Hello'), said('Hello'), ended({ output: [message([{ type: 'output_text', text: 'Hello' }])] }))),
    'Hello',
  ],
  ['as a refusal', stream(sse(item(message([{ type: 'refusal', refusal: 'I will not' }])), completed)), 'I will not'],
  ['with its content as a text', stream(sse(item(message('Hello')), completed)), 'Hello'],
  ['without a blank line at the end', stream(sse(said('Hello'), completed).trimEnd()), 'Hello'],
  ['as events under application/json', answer(200, JSON_TYPE, whole('Hello')), 'Hello'],
  ['as events under text/html', answer(200, { 'content-type': 'text/html' }, whole('Hello')), 'Hello'],
  [
    'as JSON under text/event-stream',
    answer(200, EVENTS, JSON.stringify({ object: 'response', status: 'completed', output: [message('Hello')] })),
    'Hello',
  ],
  ['as JSON', answer(200, JSON_TYPE, JSON.stringify({ object: 'response', output: [message('Hello')] })), 'Hello'],
  ['with a character that is cut in two', stream(sse(delta('Hi \ud83d'), delta('\ude00'), completed)), 'Hi 😀'],
])('an answer that comes %s is shown (Responses)', async (_, behaviour, expected) => {
  const went = await turn([behaviour]);
  expect(went).toMatchObject({ message: expected, error: undefined });
  expect(went.requests).toHaveLength(1);
});

test.each<[string, object]>([
  ['arguments as an object', { call_id: 'c1', arguments: { command: ['echo', 'ran'] } }],
  ['no call id', { arguments: '{"command":["echo","ran"]}' }],
  ['an id in place of a call id', { id: 'fc_1', arguments: '{"command":["echo","ran"]}' }],
  [
    'its function in an object',
    { call_id: 'c1', function: { name: 'shell', arguments: '{"command":["echo","ran"]}' } },
  ],
  ['null as its call id', { call_id: null, arguments: '{"command":["echo","ran"]}' }],
])('a call with %s is run once', async (_, call) => {
  const raw = { type: 'function_call', name: 'shell', ...call };
  const went = await turn([stream(sse(item(raw), ended({ output: [raw] })))]);
  expect(went).toMatchObject({ message: 'done', commands: ['ran\n'] });
  const input = JSON.parse(went.requests[1]?.body ?? '').input as { type: string; call_id?: string }[];
  const ids = input.flatMap(({ call_id }) => call_id ?? []);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

test.each<[string, string, Behaviour, RegExp]>([
  ['an unknown item alone', 'responses', stream(sse(item({ type: 'hologram' }), completed)), /hologram/],
  [
    'a message of unknown parts',
    'responses',
    stream(sse(item(message([{ type: 'sound' }])), completed)),
    /nothing of the answer can be read/,
  ],
  ['text that is no event', 'responses', stream('data: upstream crashed\n\n'), /upstream crashed/],
  ['a page', 'chat', answer(200, { 'content-type': 'text/html' }, '<html><title>Sign in</title>'), /Sign in/],
  ['JSON of another kind', 'chat', answer(200, JSON_TYPE, '{"status":"ok"}'), /\{"status":"ok"\}/],
  ['the other API', 'chat', stream(whole('hi')), /wire_api = "responses"/],
  ['the other API, the other way', 'responses', stream(chat({ content: 'hi' })), /wire_api = "chat"/],
])('%s is an error with its reason, on the %s wire', async (_, wire, behaviour, expected) => {
  const went = await turn([behaviour, behaviour, behaviour], { wire });
  expect(went.error).toMatch(expected);
  expect(went.message).toBeNull();
});

const incomplete = (reason?: string) => ({
  type: 'response.incomplete',
  response: { id: 'r', ...(reason ? { incomplete_details: { reason } } : {}) },
});

test.each<[string, Behaviour, string | null, RegExp]>([
  [
    'the token limit',
    stream(sse(delta('so far'), incomplete('max_output_tokens'))),
    'so far',
    /limit of output tokens/,
  ],
  ['a filter', stream(sse(said('so far'), incomplete('content_filter'))), 'so far', /content filter/],
  ['another reason', stream(sse(said('so far'), incomplete('tired'))), 'so far', /incomplete: tired/],
  ['no reason', stream(sse(said('so far'), incomplete())), 'so far', /no reason is given/],
  ['the token limit, before a word', stream(sse(incomplete('max_output_tokens'))), null, /limit of output tokens/],
  [
    'the token limit, in a call',
    stream(
      sse(
        said('so far'),
        {
          type: 'response.output_item.added',
          item: { type: 'function_call', id: 'f', call_id: 'c', name: 'shell', arguments: '' },
        },
        { type: 'response.function_call_arguments.delta', item_id: 'f', delta: '{"comm' },
        incomplete('max_output_tokens'),
      ),
    ),
    'so far',
    /limit of output tokens/,
  ],
])('what came before %s is kept, noted, and not asked for again', async (_, behaviour, expected, note) => {
  const went = await turn([behaviour]);
  expect(went).toMatchObject({ message: expected, error: undefined });
  expect(went.notes).toEqual([expect.stringMatching(note)]);
  expect(went.requests).toHaveLength(1);
});

test('a filter that has left nothing refuses', async () => {
  const went = await turn([stream(sse(incomplete('content_filter')))]);
  expect(went).toMatchObject({ message: null, code: 'model_refused' });
  expect(went.requests).toHaveLength(1);
});

test.each<[string, string, string, string]>([
  ['think tags', chat({ content: '<think>hm, hm</think>\n\nHello' }), '', 'Hello'],
  [
    'think tags that are switched off',
    chat({ content: '<think>hm</think>Hello' }),
    'think_tags = false',
    '<think>hm</think>Hello',
  ],
  ['a tag in the middle', chat({ content: 'Write <think> so' }), '', 'Write <think> so'],
  [
    'content in parts',
    chat({
      content: [
        { type: 'text', text: 'Hel' },
        { type: 'text', text: 'lo' },
      ],
    }),
    '',
    'Hello',
  ],
  ['a refusal', chat({ refusal: 'I will not' }), '', 'I will not'],
  [
    'the old form of completions',
    `${sse({ choices: [{ text: 'Hello', finish_reason: 'stop' }] })}data: [DONE]`,
    '',
    'Hello',
  ],
])('an answer with %s is shown (Chat Completions)', async (_, text, provider, expected) => {
  expect((await turn([stream(text)], { wire: 'chat', provider })).message).toBe(expected);
});

const pieces = (...calls: object[]) =>
  `${sse(...calls.map((call) => ({ choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: null }] })), { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] })}data: [DONE]\n\n`;
const made = (name: string | undefined, args: unknown) => ({
  function: { ...(name ? { name } : {}), arguments: args },
});
const ARGS = '{"command":["echo","ran"]}';

test.each<[string, string]>([
  [
    'repeat its name',
    pieces({ index: 0, id: 'c', ...made('shell', '') }, { index: 0, id: 'c', ...made('shell', ARGS) }),
  ],
  [
    'split its name',
    pieces(
      { index: 0, id: 'c', ...made('sh', '') },
      { index: 0, ...made('ell', '') },
      { index: 0, ...made(undefined, ARGS) },
    ),
  ],
  ['grow its name', pieces({ index: 0, id: 'c', ...made('sh', '') }, { index: 0, id: 'c', ...made('shell', ARGS) })],
  [
    'repeat its arguments',
    pieces({ index: 0, id: 'c', ...made('shell', ARGS) }, { index: 0, id: 'c', ...made('shell', ARGS) }),
  ],
  [
    'grow its arguments',
    pieces({ index: 0, id: 'c', ...made('shell', ARGS.slice(0, 9)) }, { index: 0, ...made(undefined, ARGS) }),
  ],
  [
    'begin with empty arguments',
    pieces({ index: 0, id: 'c', ...made('shell', '{}') }, { index: 0, ...made(undefined, ARGS) }),
  ],
  ['have arguments as an object', pieces({ index: 0, id: 'c', ...made('shell', JSON.parse(ARGS)) })],
])('a call whose pieces %s is run once', async (_, text) => {
  expect(await turn([stream(text)], { wire: 'chat' })).toMatchObject({ commands: ['ran\n'], message: 'done' });
});

test('reasoning goes back under its name, with every message that has calls', async () => {
  const thinking = (thought: string, word: string) =>
    stream(
      sse({ choices: [{ delta: { reasoning_content: thought } }] }) +
        pieces(
          { index: 0, id: `c_${word}`, ...made('shell', `{"command":["echo","${word}"]}`) },
          { index: 1, id: `d_${word}`, ...made('shell', '{"command":["true"]}') },
        ),
    );
  const went = await turn([thinking('first', 'one'), thinking('second', 'two')], { wire: 'chat' });
  const calls = (JSON.parse(went.requests[2]?.body ?? '').messages as Record<string, unknown>[]).filter(
    ({ tool_calls }) => tool_calls,
  );
  expect(calls.map(({ reasoning_content, reasoning }) => [reasoning_content, reasoning])).toEqual([
    ['first', undefined],
    ['first', undefined],
    ['second', undefined],
    ['second', undefined],
  ]);
});

test('messages of one role are joined for a server that wants them to alternate', async () => {
  const refusal = answer(
    500,
    JSON_TYPE,
    '{"error":{"message":"Conversation roles must alternate user/assistant/user/assistant"}}',
  );
  const went = await turn([refusal], { wire: 'chat' });
  expect(went.message).toBe('done');
  const roles = went.requests.map(({ body }) => JSON.parse(body).messages.map(({ role }: { role: string }) => role));
  expect(roles).toEqual([
    ['system', 'user', 'user'],
    ['system', 'user'],
  ]);
});

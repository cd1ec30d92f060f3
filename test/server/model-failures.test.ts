import { expect, test } from 'vitest';
import { eventOf } from '../support/exchange.js';
import { answer, type Behaviour, sse, startRawPeer, stream } from '../support/raw-peer.js';
import { startServer } from '../support/server.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const refuses = (status: number, body: unknown): Behaviour => answer(status, JSON_TYPE, JSON.stringify(body));
const fails = (error: object): Behaviour => stream(sse({ type: 'response.failed', response: { id: 'r', error } }));

async function failure(config: (url: string) => string, behaviours: Behaviour[], env = {}) {
  await using peer = await startRawPeer(behaviours);
  await using server = await startServer({ config: config(peer.url), env });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', {});
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'hi' } }] });
  await server.next('task_complete');
  const [diagnostics] = server.received('turnwire/diagnostics');
  return {
    text: String(eventOf(server.received('error')[0] ?? {})?.msg.message),
    code: (diagnostics?.params as { error?: { code?: string } } | undefined)?.error?.code,
    retries: server.received('stream_error').length,
    requests: peer.requests.map(({ path }) => path),
  };
}

const mock =
  (wire: string, more = '') =>
  (url: string) =>
    `model = "m"\nmodel_provider = "mock"\n[model_providers.mock]\nname = "Mock"\nbase_url = "${url}${more}"\nwire_api = "${wire}"\nrequest_max_retries = 2\nstream_max_retries = 2\n`;

test.each<[string, string, Behaviour, string, RegExp]>([
  [
    'no model (404)',
    'responses',
    refuses(404, { error: { code: 'model_not_found', message: 'The model `m` does not exist.' } }),
    'model_not_found',
    /: The model `m` does not exist\.$/,
  ],
  [
    'no model (400)',
    'chat',
    refuses(400, { error: 'model "m" not found, try pulling it first' }),
    'model_not_found',
    /: model "m" not found, try pulling it first$/,
  ],
  [
    'no model, in a stream',
    'responses',
    fails({ code: 'model_not_found', message: 'No such model.' }),
    'model_not_found',
    /: No such model\.$/,
  ],
  [
    'no credit (402)',
    'chat',
    refuses(402, { error: { message: 'Insufficient credits', code: 402 } }),
    'quota_exceeded',
    /: Insufficient credits$/,
  ],
  [
    'no credit, in a stream',
    'chat',
    stream(sse({ error: { code: 402, message: 'Add credits' } })),
    'quota_exceeded',
    /: Add credits$/,
  ],
  [
    'a low balance',
    'responses',
    refuses(400, { error: { type: 'x', message: 'Your credit balance is too low.' } }),
    'quota_exceeded',
    /too low\.$/,
  ],
  [
    'a bad key, in a stream',
    'responses',
    fails({ code: 'invalid_api_key', message: 'Wrong key.' }),
    'auth_rejected',
    /: Wrong key\.$/,
  ],
  [
    'too long a prompt',
    'chat',
    refuses(400, { message: "This model's maximum context length is 5 tokens." }),
    'context_full',
    /ran out of room/,
  ],
  [
    'a field that is not allowed',
    'chat',
    refuses(422, { detail: [{ loc: ['body', 'x'], msg: 'Extra inputs' }] }),
    'model_refused',
    /: body\.x: Extra inputs$/,
  ],
  [
    'an error in an error',
    'chat',
    refuses(400, { error: { message: '{"error":{"message":"The real one."}}' } }),
    'model_refused',
    /: The real one\.$/,
  ],
  [
    'an error in a list',
    'chat',
    refuses(400, [{ error: { code: 400, message: 'In a list.', status: 'INVALID_ARGUMENT' } }]),
    'model_refused',
    /: In a list\.$/,
  ],
])('%s is reported at once, in a sentence (%s)', async (_, wire, behaviour, code, text) => {
  const told = await failure(mock(wire), [behaviour]);
  expect(told).toMatchObject({ code, retries: 0, requests: [expect.any(String)] });
  expect(told.text).toMatch(text);
});

test.each<[string, string, Record<string, string>]>([
  ['nobody is signed in', 'model = "gpt-5-codex"\n', {}],
  ['a key in the environment does not count', 'model = "gpt-5-codex"\n', { OPENAI_API_KEY: 'sk-x' }],
])('when %s the turn fails at once with the ways to sign in', async (_, config, env) => {
  const told = await failure(() => config, [], env);
  expect(told).toMatchObject({ code: 'auth_missing', retries: 0, requests: [] });
  expect(told.text).toMatch(/turnwire login.*OPENAI_API_KEY/);
});

test('without a sign-in, when a gateway requires an account, the error names the ways to sign in', async () => {
  const told = await failure((url) => `${mock('responses')(url)}requires_openai_auth = true\n`, [answer(401)]);
  expect(told).toMatchObject({ code: 'auth_missing', retries: 0, requests: ['/v1/responses'] });
  expect(told.text).toMatch(/turnwire login/);
});

test.each([
  ['', '/v1/responses'],
  ['/', '/v1/responses'],
  ['//', '/v1/responses'],
  ['?v=1', '/v1/responses?v=1'],
  ['/?v=1#x', '/v1/responses?v=1'],
  ['/responses', '/v1/responses'],
])('a base_url that ends with "%s" is joined as a URL', async (end, path) => {
  expect((await failure(mock('responses', end), [answer(404)])).requests).toEqual([path]);
});

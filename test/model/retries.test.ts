import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startInProcess } from '../support/in-process.js';
import { accountFile, startIssuer, tokensOf } from '../support/issuer.js';
import { answer, completed, said, sse, startRawPeer, stream, streamAndHold, whole } from '../support/raw-peer.js';
import { outline, readRollout } from '../support/rollout.js';

const BROKEN = 'stream disconnected before completion: ';
const failed = (error: object) => sse({ type: 'response.failed', response: { id: 'r', error } });
const call = (id: string, ...command: string[]) => ({
  type: 'response.output_item.done',
  item: { type: 'function_call', id: `fc_${id}`, call_id: id, name: 'shell', arguments: JSON.stringify({ command }) },
});
const inputOf = (body: string) => (JSON.parse(body) as { input: Record<string, unknown>[] }).input;

test('each further attempt is announced with its number and its delay', async () => {
  await using peer = await startRawPeer([
    stream(''),
    answer(503),
    stream(failed({ code: 'rate_limit_exceeded', message: 'Slow down. Please try again in 1.5s.' })),
    stream(failed({ code: 'rate_limit_exceeded', message: 'Slow down. Please try again in 28ms' })),
    stream(whole('at last')),
  ]);
  await using server = await startInProcess({ baseUrl: peer.url, provider: { stream_max_retries: 4 } });
  const events = await server.turn('hi');
  expect(events.retries).toEqual([
    `stream error: ${BROKEN}stream closed before response.completed; retrying 1/4 in 200ms…`,
    'stream error: exceeded retry limit, last status: 503 Service Unavailable; retrying 2/4 in 400ms…',
    `stream error: ${BROKEN}Slow down. Please try again in 1.5s.; retrying 3/4 in 1.5s…`,
    `stream error: ${BROKEN}Slow down. Please try again in 28ms; retrying 4/4 in 28ms…`,
  ]);
  expect(server.waits).toEqual([200, 400, 1500, 28]);
  expect(events.lastMessage).toBe('at last');
  const contexts = outline(await readRollout(server.conversation.location)).filter((kind) => kind === 'turn_context');
  expect(contexts).toHaveLength(5);
});

test('the silent attempts come first, for each announced one anew', async () => {
  await using peer = await startRawPeer([answer(503)]);
  await using server = await startInProcess({
    baseUrl: peer.url,
    provider: { request_max_retries: 2, stream_max_retries: 1 },
  });
  const events = await server.turn('hi');
  expect(peer.requests).toHaveLength(6);
  expect(events.retries).toHaveLength(1);
  expect(events.failed?.cause).toMatchObject({ code: 'model_unreachable', provider: 'mock' });
});

// C113
test.each([400, 401, 403, 404])('%d is not retried with any configuration', async (status) => {
  await using peer = await startRawPeer([answer(status, {}, 'no')]);
  await using server = await startInProcess({
    baseUrl: peer.url,
    provider: { request_max_retries: 4, stream_max_retries: 5 },
  });
  const events = await server.turn('hi');
  expect([peer.requests.length, events.retries, events.of('turn-ended').length]).toEqual([1, [], 1]);
});

// C114
test('what clients have seen of an answer that breaks off is kept, and no tool runs again', async () => {
  await using peer = await startRawPeer([
    stream(
      sse(
        said('I look around.'),
        call('one', 'sh', '-c', 'echo first >> ran'),
        call('two', 'sh', '-c', 'echo second >> ran'),
        said('And then'),
      ),
    ),
    stream(sse(call('three', 'sh', '-c', 'echo third >> ran'))),
    stream(whole('done')),
  ]);
  await using server = await startInProcess({ baseUrl: peer.url, provider: { stream_max_retries: 2 } });
  const events = await server.turn('go');
  expect(events.lastMessage).toBe('done');
  expect(events.of('execution-ended').map(({ item }) => item.callId)).toEqual(['one', 'two', 'three']);
  expect(await readFile(join(server.conversation.settings.cwd, 'ran'), 'utf8')).toBe('first\nsecond\nthird\n');
  const kinds = inputOf(peer.requests[2]?.body ?? '')
    .slice(2)
    .map(({ type, role, call_id }) => role ?? `${type} ${call_id}`);
  expect(kinds).toEqual([
    'assistant',
    'function_call one',
    'function_call_output one',
    'function_call two',
    'function_call_output two',
    'assistant',
    'function_call three',
    'function_call_output three',
  ]);
  const recorded = (await readRollout(server.conversation.location)).filter(({ type }) => type === 'response_item');
  expect(recorded.slice(1).map(({ payload }) => payload.role ?? `${payload.type} ${payload.call_id}`)).toEqual([
    'user',
    ...kinds,
    'assistant',
  ]);
});

test('what clients have seen is in the history after the last attempt has failed, too', async () => {
  await using peer = await startRawPeer([stream(sse(call('one', 'true'), said('seen'))), stream(whole('I know'))]);
  await using server = await startInProcess({ baseUrl: peer.url });
  expect((await server.turn('go')).failed).toBeDefined();
  await server.turn('what have you done?');
  expect(inputOf(peer.requests[1]?.body ?? '').map(({ type, role }) => role ?? type)).toEqual([
    'user',
    'user',
    'function_call',
    'function_call_output',
    'assistant',
    'user',
  ]);
});

test('words that come while the model is waited for go with the next attempt', async () => {
  await using peer = await startRawPeer([
    () => {
      void server.conversation.submit([{ type: 'text', text: 'and be quick' }]);
      peer.server.closeAllConnections();
    },
    stream(whole('done')),
  ]);
  await using server = await startInProcess({ baseUrl: peer.url, provider: { stream_max_retries: 1 } });
  await server.turn('hi');
  expect(JSON.stringify(inputOf(peer.requests[1]?.body ?? '').at(-1))).toContain('and be quick');
});

test('a summary that breaks off is asked for again, and one that is refused leaves the history as it is', async () => {
  await using peer = await startRawPeer([
    stream(whole('hi')),
    stream(sse(said('half a'))),
    stream(whole('the whole summary')),
    stream(failed({ code: 'context_length_exceeded' })),
  ]);
  await using server = await startInProcess({ baseUrl: peer.url, provider: { stream_max_retries: 1 } });
  await server.turn('hi');
  const made = await server.run(async () => (await server.conversation.turnRequests.compact()).begin());
  expect(made.retries).toHaveLength(1);
  expect(JSON.stringify(server.conversation.history.items)).toContain('the whole summary');
  const items = [...server.conversation.history.items];
  const refused = await server.run(async () => (await server.conversation.turnRequests.compact()).begin());
  expect(refused.failed?.cause).toEqual({ code: 'context_full', tokens: 0, limit: 0 });
  expect(server.conversation.history.items).toEqual(items);
});

test('a tool may take longer than the stream may be silent', async () => {
  await using peer = await startRawPeer([
    stream(sse(call('slow', 'sleep', '0.4'), completed)),
    streamAndHold(whole('done')),
  ]);
  await using server = await startInProcess({ baseUrl: peer.url, provider: { stream_idle_timeout_ms: 150 } });
  const events = await server.turn('go');
  expect([events.failed, events.lastMessage]).toEqual([undefined, 'done']);
});

test('the error of a used-up limit has the use of the limits', async () => {
  const headers = { 'x-codex-primary-used-percent': '100', 'x-codex-primary-window-minutes': '300' };
  const body = JSON.stringify({ error: { type: 'usage_limit_reached', plan_type: 'free', resets_in_seconds: 90 } });
  await using peer = await startRawPeer([answer(429, headers, body)]);
  await using server = await startInProcess({ baseUrl: peer.url, provider: { stream_max_retries: 3 } });
  const events = await server.turn('hi');
  const [count, error] = events.all.slice(-3);
  expect(count).toMatchObject({
    usage: { rateLimits: { primary: { used_percent: 100, window_minutes: 300 } } },
  });
  expect(error).toEqual({
    type: 'error',
    willRetry: false,
    message:
      "You've hit your usage limit. Upgrade to Plus to continue using Codex (https://openai.com/chatgpt/pricing).",
    cause: { code: 'model_rate_limited', provider: 'mock', reason: 'usage_limit_reached', resetsInSeconds: 90 },
    endsTurn: true,
  });
});

test.each([
  ['known', { model_context_window: 1000 }, 1000],
  ['unknown', {}, 0],
])('a conversation that no longer fits fails with that error when its window is %s', async (_, config, window) => {
  await using peer = await startRawPeer([stream(failed({ code: 'context_length_exceeded', message: 'too long' }))]);
  await using server = await startInProcess({ baseUrl: peer.url, config, provider: { stream_max_retries: 3 } });
  const events = await server.turn('hi');
  expect(events.failed).toEqual({
    type: 'error',
    willRetry: false,
    message:
      "Codex ran out of room in the model's context window. Start a new conversation or clear earlier history before retrying.",
    cause: { code: 'context_full', tokens: window, limit: window },
    endsTurn: true,
  });
  const counts = events.of('usage-updated').map(({ usage }) => usage);
  expect(counts).toHaveLength(window > 0 ? 2 : 1);
  if (window > 0) expect(counts[1]?.tokens?.total).toMatchObject({ total_tokens: 1000, input_tokens: 0 });
  expect(peer.requests).toHaveLength(1);
});

test.each([
  [{ code: 'insufficient_quota', message: 'Check your plan.' }, 'quota_exceeded', `${BROKEN}Check your plan.`],
  [{ code: 'usage_not_included' }, 'quota_exceeded', expect.stringContaining('upgrade to Plus')],
  [
    { type: 'usage_limit_reached', resets_in_seconds: 0 },
    'model_rate_limited',
    expect.stringContaining('in less than'),
  ],
])('%j in a stream is final', async (error, code, message) => {
  await using peer = await startRawPeer([stream(failed(error))]);
  await using server = await startInProcess({ baseUrl: peer.url, provider: { stream_max_retries: 3 } });
  const events = await server.turn('hi');
  expect(events.failed).toMatchObject({ message, cause: { code, provider: 'mock' } });
  expect(peer.requests).toHaveLength(1);
});

test('a missing variable is reported at once', async () => {
  const provider = { env_key: 'NO_SUCH_KEY', env_key_instructions: 'Ask around.', stream_max_retries: 3 };
  await using server = await startInProcess({ baseUrl: 'http://127.0.0.1:9/v1', provider });
  const { failed: error, retries } = await server.turn('hi');
  expect(error?.message).toBe('Missing environment variable: `NO_SUCH_KEY`. Ask around.');
  expect(error?.cause).toEqual({ code: 'auth_missing', provider: 'mock' });
  expect(retries).toEqual([]);
});

test('no error repeats what a request proves itself with', async () => {
  const echo = (socket: { end(bytes: string): unknown }, { headers, path }: { headers: object; path: string }) =>
    answer(400, {}, JSON.stringify({ headers, path }))(socket as never, undefined as never);
  await using peer = await startRawPeer([echo, stream(failed({ message: 'bad token sk-from-env or azure-secret' }))]);
  await using server = await startInProcess({
    baseUrl: peer.url,
    env: { MY_KEY: 'sk-from-env\n', MY_TOKEN: 'header-secret' },
    provider: {
      env_key: 'MY_KEY',
      http_headers: { 'api-key': 'azure-secret', 'x-plain': 'plain-value' },
      env_http_headers: { 'x-token': 'MY_TOKEN' },
      query_params: { key: 'query-secret', 'api-version': '2025' },
    },
  });
  const told = JSON.stringify([(await server.turn('hi')).failed, (await server.turn('again')).failed]);
  expect(peer.requests[0]).toMatchObject({
    path: '/v1/responses?key=query-secret&api-version=2025',
    headers: { authorization: 'Bearer sk-from-env', 'api-key': 'azure-secret', 'x-token': 'header-secret' },
  });
  for (const secret of ['sk-from-env', 'azure-secret', 'header-secret', 'query-secret']) {
    expect(told).not.toContain(secret);
  }
  expect(told).toContain('plain-value');
  expect(told).toContain('bad token *** or ***');
});

test('Azure is sent the ids of its items, others are not, and no rollout has them', async () => {
  const reasoning = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'E' };
  const message = { type: 'message', id: 'msg_1', role: 'assistant', content: [{ type: 'output_text', text: 'ok' }] };
  const done = (item: object) => ({ type: 'response.output_item.done', item });
  for (const [name, ids, store] of [
    ['azure', [undefined, undefined, 'rs_1', 'fc_one', undefined, 'msg_1', undefined], true],
    ['Mock', Array(7).fill(undefined), false],
  ] as const) {
    await using peer = await startRawPeer([
      stream(sse(done(reasoning), call('one', 'true'), completed)),
      stream(sse(done(message), completed)),
      stream(whole('again')),
    ]);
    await using server = await startInProcess({ baseUrl: peer.url, provider: { name } });
    await server.turn('hi');
    await server.turn('hi again');
    const body = JSON.parse(peer.requests[2]?.body ?? '{}') as { store: boolean; input: { id?: string }[] };
    expect([name, body.store, body.input.map(({ id }) => id)]).toEqual([name, store, ids]);
    const lines = await readRollout(server.conversation.location);
    expect(lines.filter(({ type, payload }) => type === 'response_item' && 'id' in payload)).toEqual([]);
  }
});

// C134
test.each([
  [false, undefined, undefined],
  [true, undefined, 'Bearer sk-stored'],
  [true, 'sk-own', 'Bearer sk-own'],
])('stored credentials, wanted: %s, own key: %s', async (wanted, key, authorization) => {
  await using peer = await startRawPeer([stream(whole('hi'))]);
  await using server = await startInProcess({
    baseUrl: peer.url,
    provider: { requires_openai_auth: wanted, ...(key && { env_key: 'MY_KEY' }) },
    env: key ? { MY_KEY: key } : {},
    auth: JSON.stringify({ OPENAI_API_KEY: 'sk-stored' }),
  });
  await server.turn('hi');
  expect(peer.requests[0]?.headers.authorization).toBe(authorization);
});

test('rejected tokens of an account are renewed, and the turn continues', async () => {
  const renewed = tokensOf({ accountId: 'a', round: '2', expiresIn: 3600 });
  await using issuer = await startIssuer(() => ({ status: 200, body: renewed }));
  await using peer = await startRawPeer([answer(401), stream(whole('hi'))]);
  const file = accountFile({ accountId: 'a' });
  await using server = await startInProcess({
    baseUrl: peer.url,
    provider: { requires_openai_auth: true },
    config: { 'turnwire.auth.issuer': issuer.url },
    auth: JSON.stringify(file),
  });
  const events = await server.turn('hi');
  expect([events.lastMessage, events.retries]).toEqual(['hi', []]);
  expect(peer.requests.map(({ headers }) => headers.authorization)).toEqual([
    `Bearer ${file.tokens?.access_token}`,
    `Bearer ${renewed.access_token}`,
  ]);
  expect(peer.requests[1]?.headers['chatgpt-account-id']).toBe('a');
});

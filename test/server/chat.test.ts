import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventOf } from '../support/exchange.js';
import { type ModelPeer, type PeerReply, startModelPeer } from '../support/model-peer.js';
import { type Server, startServer } from '../support/server.js';

/** A server whose model is asked by the Chat Completions API. */
function startChat(peer: ModelPeer, more = '', provider = 'request_max_retries = 0\nstream_max_retries = 0') {
  return startServer({ config: peer.config(more, provider, 'chat') });
}

async function converse(server: Server, params: Record<string, unknown> = {}): Promise<string> {
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const { conversationId } = await server.request('newConversation', params);
  await server.request('addConversationListener', { conversationId });
  return conversationId as string;
}

async function turn(server: Server, conversationId: string, text = 'hi'): Promise<void> {
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text } }] });
  await server.next('task_complete');
}

const told = (server: Server, ...types: string[]) =>
  server.lines.flatMap(({ message }) => {
    const msg = eventOf(message)?.msg;
    return msg && types.includes(msg.type as string) ? [msg] : [];
  });
/** Commands run unasked, also where there is no sandbox. */
const UNSANDBOXED = { sandbox: 'danger-full-access' };
const echo = (word: string) => ({ name: 'shell', args: { command: ['echo', word] } });
const chunk = (delta: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason }],
});

// C127: no deltas
test('text is sent as it arrives', async () => {
  await using peer = await startModelPeer([{ text: 'Hello there', wire: { pauseBefore: 'finish', bytes: 7 } }]);
  await using server = await startChat(peer);
  const conversationId = await converse(server);
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'hi' } }] });
  await peer.paused();
  await server.until('the whole text in deltas', () => told(server, 'agent_message_delta').length === 2);
  expect(told(server, 'agent_message')).toEqual([]);
  peer.release();
  await server.next('task_complete');
  expect(told(server, 'agent_message', 'task_complete').map((msg) => msg.message ?? msg.last_agent_message)).toEqual([
    'Hello there',
    'Hello there',
  ]);
});

// C127: parallel calls merged; text before them sent after them
test('parallel calls are run one after another, behind the text that came before them', async () => {
  const first: PeerReply = { text: 'I look', calls: [echo('one'), echo('two'), { name: 'nonsense', args: {} }] };
  await using peer = await startModelPeer([first, { text: 'done' }]);
  await using server = await startChat(peer);
  await turn(server, await converse(server, UNSANDBOXED));
  const shown = told(server, 'agent_message', 'exec_command_begin', 'exec_command_end');
  expect(shown.map((msg) => msg.message ?? msg.stdout ?? (msg.command as string[]).join(' '))).toEqual([
    'I look',
    'echo one',
    'one\n',
    'echo two',
    'two\n',
    'done',
  ]);
  const after = (peer.requests[1]?.body.messages ?? []).slice(-6);
  expect(after.map(({ role, content, tool_calls }) => [role, tool_calls ? 'calls' : '', content])).toEqual([
    ['assistant', 'calls', 'I look'],
    ['tool', '', expect.stringContaining('one')],
    ['assistant', 'calls', null],
    ['tool', '', expect.stringContaining('two')],
    ['assistant', 'calls', null],
    ['tool', '', 'unsupported call: nonsense'],
  ]);
});

// C127: `length` unreported
test('an answer that was cut off at its limit is kept, and the user gets a note', async () => {
  await using peer = await startModelPeer([{ events: [chunk({ content: 'so far' }), chunk({}, 'length')] }]);
  await using server = await startChat(peer);
  await turn(server, await converse(server));
  expect(told(server, 'agent_message', 'background_event', 'error', 'task_complete')).toMatchObject([
    { message: 'so far' },
    { type: 'background_event', message: expect.stringContaining('limit of output tokens') },
    { type: 'task_complete', last_agent_message: 'so far' },
  ]);
});

// C127: truncated stream accepted
test('an answer that breaks off is no answer', async () => {
  await using peer = await startModelPeer([{ text: 'half an answer', cut: 2 }]);
  await using server = await startChat(peer);
  await turn(server, await converse(server));
  expect(told(server, 'agent_message', 'error', 'task_complete')).toMatchObject([
    { type: 'error', message: expect.stringContaining('stream disconnected before completion') },
    { type: 'task_complete', last_agent_message: null },
  ]);
});

test('an answer that breaks off is asked for again, and nothing of it is recorded', async () => {
  const broken: PeerReply = { text: 'half', calls: [echo('one')], cut: 3 };
  await using peer = await startModelPeer([broken, { text: 'whole' }]);
  await using server = await startChat(peer, '', 'stream_max_retries = 1');
  await turn(server, await converse(server));
  expect(told(server, 'stream_error', 'exec_command_begin', 'agent_message', 'error')).toMatchObject([
    { type: 'stream_error', message: expect.stringContaining('stream closed before the answer was finished') },
    { type: 'agent_message', message: 'whole' },
  ]);
  expect(peer.requests[1]?.body.messages).toEqual(peer.requests[0]?.body.messages);
});

test('a stream in which nothing comes any more is given up', async () => {
  await using peer = await startModelPeer([{ events: [chunk({ content: 'hm' })], hold: true, wire: { done: false } }]);
  await using server = await startChat(peer, '', 'stream_max_retries = 0\nstream_idle_timeout_ms = 100');
  await turn(server, await converse(server));
  expect(told(server, 'error')).toMatchObject([{ message: expect.stringContaining('idle timeout') }]);
});

test('an interrupt ends the request', async () => {
  await using peer = await startModelPeer([{ text: 'a long story', wire: { pauseBefore: 'finish' } }]);
  await using server = await startChat(peer);
  const conversationId = await converse(server);
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'hi' } }] });
  await peer.paused();
  await server.next('agent_message_delta');
  expect(await server.request('interruptConversation', { conversationId })).toEqual({ abortReason: 'interrupted' });
  await peer.requests[0]?.closed;
  expect(told(server, 'agent_message', 'error')).toEqual([]);
});

test.each([
  ['the window', { error: { message: 'this is too long', code: 'context_length_exceeded' } }, 'context_full'],
  ['anything else', { error: { message: 'out of memory' } }, 'model_unreachable'],
])('an error in the stream, of %s, has a cause for programs', async (_, error, code) => {
  await using peer = await startModelPeer([{ events: [chunk({ content: 'so' }), error] }]);
  await using server = await startChat(peer);
  await turn(server, await converse(server));
  expect(server.received('turnwire/diagnostics')).toMatchObject([{ params: { error: { code } } }]);
  expect(told(server, 'agent_message')).toEqual([]);
});

// C65: the reference may name the model that the conversation has begun with.
test('the model is that of the turn', async () => {
  await using peer = await startModelPeer([{ text: 'one' }]);
  await using server = await startChat(peer);
  const conversationId = await converse(server);
  await server.request('sendUserTurn', {
    conversationId,
    items: [{ type: 'text', data: { text: 'hi' } }],
    cwd: server.work,
    approvalPolicy: 'never',
    sandboxPolicy: { mode: 'read-only' },
    model: 'another-model',
    summary: 'auto',
  });
  await server.next('task_complete');
  expect(peer.requests[0]?.body.model).toBe('another-model');
});

test('usage is counted, and limits in the headers are reported', async () => {
  const headers = { 'x-codex-primary-used-percent': '12.5', 'x-codex-primary-window-minutes': '300' };
  await using peer = await startModelPeer([
    { text: 'one', usage: { input: 30, cached: 20, output: 4 }, wire: { headers } },
  ]);
  await using server = await startChat(peer);
  await turn(server, await converse(server));
  expect(told(server, 'token_count').at(-1)).toMatchObject({
    info: { total_token_usage: { input_tokens: 30, cached_input_tokens: 20, output_tokens: 4, total_tokens: 34 } },
    rate_limits: { primary: { used_percent: 12.5, window_minutes: 300 } },
  });
});

test('a history that grows over the limit is summed up', async () => {
  const replies = [{ text: 'one', usage: { input: 90, output: 20 } }, { text: 'the summary' }, { text: 'two' }];
  await using peer = await startModelPeer(replies);
  await using server = await startChat(peer, 'model_auto_compact_token_limit = 100');
  const conversationId = await converse(server);
  await turn(server, conversationId);
  await turn(server, conversationId, 'more');
  expect(peer.requests.map(({ body }) => 'tools' in body)).toEqual([true, false, true]);
  expect(JSON.stringify(peer.requests[2]?.body.messages)).toContain('the summary');
});

test('a server that refuses to be asked for the usage is asked without, from then on', async () => {
  const refusal = {
    fail: { status: 422, body: { detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'] }] } },
  };
  await using peer = await startModelPeer([refusal, { text: 'one' }, { text: 'two' }]);
  await using server = await startChat(peer);
  const conversationId = await converse(server);
  await turn(server, conversationId);
  await turn(server, conversationId, 'more');
  expect(peer.requests.map(({ body }) => 'stream_options' in body)).toEqual([true, false, false]);
  expect(told(server, 'agent_message').map(({ message }) => message)).toEqual(['one', 'two']);
});

test('an answer is over when it is finished, although the connection stays open and nothing more comes', async () => {
  const events = [chunk({ content: 'done' }), chunk({}, 'stop')];
  await using peer = await startModelPeer([{ events, hold: true, wire: { done: false } }]);
  await using server = await startChat(peer);
  await turn(server, await converse(server));
  expect(told(server, 'agent_message', 'stream_error')).toMatchObject([{ message: 'done' }]);
});

test('reasoning is shown where it is asked for, and goes back with the call that it led to', async () => {
  await using peer = await startModelPeer([{ reasoning: 'let me see', calls: [echo('one')] }, { text: 'done' }]);
  await using server = await startChat(peer, 'show_raw_agent_reasoning = true');
  await turn(server, await converse(server, UNSANDBOXED));
  expect(told(server, 'agent_reasoning_raw_content').map(({ text }) => text)).toEqual(['let me see']);
  expect(told(server, 'agent_reasoning_raw_content_delta').map(({ delta }) => delta)).toEqual(['let ', 'me ', 'see']);
  expect(peer.requests[1]?.body.messages.at(-2)).toMatchObject({ reasoning: 'let me see' });
});

test('a server that does not stream is understood', async () => {
  const message = { role: 'assistant', content: 'all at once' };
  const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
  const body = JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'stop' }], usage });
  await using peer = await startModelPeer([{ fail: { status: 200, body } }]);
  await using server = await startChat(peer);
  await turn(server, await converse(server));
  expect(told(server, 'agent_message')).toMatchObject([{ message: 'all at once' }]);
  expect(told(server, 'token_count').at(-1)).toMatchObject({ info: { total_token_usage: { total_tokens: 5 } } });
});

// C134
test.each([
  ['', undefined],
  ['requires_openai_auth = true', 'Bearer sk-stored'],
  ['env_key = "MOCK_KEY"', 'Bearer from-env'],
])('a provider with "%s" is sent: %s', async (setting, authorization) => {
  await using peer = await startModelPeer([{ text: 'done' }]);
  await using server = await startServer({ config: peer.config('', setting, 'chat'), env: { MOCK_KEY: 'from-env' } });
  await writeFile(join(server.home, 'auth.json'), JSON.stringify({ OPENAI_API_KEY: 'sk-stored' }));
  await turn(server, await converse(server));
  const { headers, path } = peer.requests[0] ?? {};
  expect([path, headers?.authorization]).toEqual(['/v1/chat/completions', authorization]);
  expect(Object.keys(headers ?? {})).not.toContain('session_id');
});

// C56: that the default is `chat` is documented, and kept.
test('a provider without wire_api is asked by the Chat Completions API', async () => {
  await using peer = await startModelPeer([{ text: 'done' }]);
  const config = peer.config('', '', 'chat').replace('wire_api = "chat"\n', '');
  await using server = await startServer({ config });
  await turn(server, await converse(server));
  expect(peer.requests[0]?.path).toBe('/v1/chat/completions');
});

test.each(['oss', 'ollama'])('%s is the Ollama of this machine, with a model that it can have', async (provider) => {
  await using peer = await startModelPeer([{ text: 'done' }]);
  const { port } = new URL(peer.url);
  await using server = await startServer({ config: `model_provider = "${provider}"\n`, env: { CODEX_OSS_PORT: port } });
  await turn(server, await converse(server));
  expect(peer.requests[0]).toMatchObject({ path: '/v1/chat/completions', body: { model: 'gpt-oss:20b' } });
});

test('an entry of the configuration named ollama is used in place of the built-in one', async () => {
  await using peer = await startModelPeer([{ text: 'done' }]);
  const entry = `[model_providers.ollama]\nname = "Mine"\nbase_url = "${peer.url}"\n`;
  await using server = await startServer({ config: `model_provider = "ollama"\n${entry}` });
  await turn(server, await converse(server));
  expect(peer.requests).toHaveLength(1);
});

test('when nothing listens for oss, it is said what to start, and where', async () => {
  const port = await freePort();
  await using server = await startServer({ config: 'model_provider = "oss"\n', env: { CODEX_OSS_PORT: String(port) } });
  await turn(server, await converse(server));
  expect(told(server, 'error')).toMatchObject([
    { message: expect.stringMatching(`nothing answers at http://localhost:${port}/v1: start Ollama`) },
  ]);
  expect(server.received('turnwire/diagnostics')).toMatchObject([
    { params: { error: { code: 'model_unreachable', provider: 'oss' } } },
  ]);
});

test('a model that Ollama does not have is named, and how to fetch it', async () => {
  const body = { error: { message: "model 'gpt-oss:20b' not found", type: 'api_error' } };
  await using peer = await startModelPeer([{ fail: { status: 404, body } }]);
  const env = { CODEX_OSS_BASE_URL: peer.url };
  await using server = await startServer({ config: 'model_provider = "oss"\n', env });
  await turn(server, await converse(server));
  expect(told(server, 'error')).toMatchObject([{ message: expect.stringContaining('ollama pull gpt-oss:20b') }]);
});

/** A port at which nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

import { expect, test } from 'vitest';
import { eventOf } from '../support/exchange.js';
import { startProxyPeer } from '../support/proxy-peer.js';
import { answer, type Behaviour, startRawPeer, stream, whole } from '../support/raw-peer.js';
import { type Server, type ServerOptions, startServer } from '../support/server.js';
import { TEST_AUTHORITY } from '../support/tls-fixture.js';

const TERMINAL = ['task_complete', 'turn_aborted'];

const config = (baseUrl: string, provider = 'request_max_retries = 0\nstream_max_retries = 0') => `model = "m"
model_provider = "mock"
[model_providers.mock]
name = "Mock"
base_url = "${baseUrl}"
wire_api = "responses"
${provider}
`;

async function begin(options: ServerOptions): Promise<Server & { conversationId: string }> {
  const server = await startServer(options);
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', {});
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'hi' } }] });
  return Object.assign(server, { conversationId });
}

const eventsOf = (server: Server) =>
  server.received().flatMap((message) => eventOf(message)?.msg.type ?? (message.method ? [message.method] : []));

test.each<[string, Behaviour, string]>([
  ['breaks the connection', (socket) => socket.resetAndDestroy(), 'model_unreachable'],
  ['is broken', answer(500), 'model_unreachable'],
  ['does not finish', stream(''), 'model_unreachable'],
  ['refuses', answer(404), 'model_refused'],
  ['does not know us', answer(403), 'auth_rejected'],
  ['is busy', answer(429), 'model_rate_limited'],
  ['is somebody else', answer(200, { 'content-type': 'text/html' }, 'hello'), 'model_unreachable'],
])('a turn ends once when the server %s, and its cause comes right after the error', async (_, behaviour, code) => {
  await using peer = await startRawPeer([behaviour]);
  await using server = await begin({ config: config(peer.url) });
  await server.next('task_complete');
  const events = eventsOf(server);
  expect(events.slice(-3)).toEqual(['error', 'turnwire/diagnostics', 'task_complete']);
  expect(events.filter((type) => TERMINAL.includes(String(type)))).toHaveLength(1);
  expect(server.received('turnwire/diagnostics')[0]?.params).toMatchObject({ error: { code, provider: 'mock' } });
});

test('an interrupt ends the wait for another attempt at once', async () => {
  await using peer = await startRawPeer([answer(503, { 'retry-after': '3600' })]);
  await using server = await begin({ config: config(peer.url, '') });
  expect(eventOf(await server.next('stream_error'))?.msg.message).toBe(
    'stream error: exceeded retry limit, last status: 503 Service Unavailable; retrying 1/5 in 3600s…',
  );
  const { conversationId } = server;
  expect(await server.request('interruptConversation', { conversationId })).toEqual({ abortReason: 'interrupted' });
  expect(eventsOf(server).filter((type) => TERMINAL.includes(String(type)))).toEqual(['turn_aborted']);
  expect(peer.requests).toHaveLength(1);
});

test('an interrupt ends the silent wait for another attempt at once', async () => {
  await using peer = await startRawPeer([answer(503, { 'retry-after': '59' })]);
  await using server = await begin({ config: config(peer.url, '') });
  const { conversationId } = server;
  await expect.poll(() => peer.requests.length).toBe(1);
  await server.request('interruptConversation', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'again' } }] });
  await expect.poll(() => peer.requests.length).toBe(2);
});

test('the built server goes through a tunnel to a server whose authority the environment names', async () => {
  await using peer = await startRawPeer([stream(whole('hi'))], { secure: true });
  await using proxy = await startProxyPeer(peer.port, 'me:s3cret');
  await using server = await begin({
    config: config('https://model.test/v1'),
    env: { HTTPS_PROXY: `http://me:s3cret@127.0.0.1:${proxy.port}`, CODEX_CA_CERTIFICATE: TEST_AUTHORITY },
  });
  expect(eventOf(await server.next('task_complete'))?.msg.last_agent_message).toBe('hi');
  expect(proxy.asked).toEqual(['CONNECT model.test:443']);
});

test('the built server goes through a plain proxy', async () => {
  await using peer = await startRawPeer([stream(whole('hi'))]);
  await using proxy = await startProxyPeer(peer.port);
  await using server = await begin({
    config: config('http://model.test/v1'),
    env: { ALL_PROXY: `127.0.0.1:${proxy.port}` },
  });
  expect(eventOf(await server.next('task_complete'))?.msg.last_agent_message).toBe('hi');
  expect(proxy.asked).toEqual(['POST http://model.test/v1/responses']);
});

import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startInProcess } from '../support/in-process.js';
import {
  answer,
  answerBytes,
  type Behaviour,
  completed,
  said,
  sse,
  startRawPeer,
  stream,
  streamAndHold,
  whole,
} from '../support/raw-peer.js';

const STREAM = { 'content-type': 'text/event-stream' };
const BROKEN = 'stream disconnected before completion: ';
const IDLE = `${BROKEN}idle timeout waiting for SSE`;
const CLOSED = `${BROKEN}stream closed before response.completed`;

const chunked = (text: string | Buffer): Buffer => {
  const bytes = Buffer.from(text);
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
  return Buffer.concat([Buffer.from(`${head}${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n0\r\n\r\n')]);
};

test.each([
  ['that ends with its connection', answerBytes(200, STREAM, whole('Grüße'))],
  ['in chunks', chunked(whole('Grüße'))],
])('an answer %s and is cut at any byte ends its turn once, as failed or as whole', async (_, bytes) => {
  let cut = 0;
  await using peer = await startRawPeer([(socket) => socket.end(bytes.subarray(0, cut))]);
  await using server = await startInProcess({ baseUrl: peer.url });
  const wholeFrom = bytes.lastIndexOf('}') + 1; // the last event needs no blank line behind it
  for (cut = 0; cut <= bytes.length; cut++) {
    const events = await server.turn('hi');
    const told = { cut, ended: events.of('turn-ended').length, failed: events.failures.length };
    expect(told).toEqual({ cut, ended: 1, failed: cut < wholeFrom ? 1 : 0 });
    if (cut < wholeFrom) expect(events.failed?.cause).toMatchObject({ code: 'model_unreachable', provider: 'mock' });
    else expect(events.lastMessage).toBe('Grüße');
  }
  expect(peer.requests).toHaveLength(bytes.length + 1);
});

/** What the server does, and what the turn ends with: a text of the model, or of an error. */
const table: [string, Behaviour, string | RegExp, Record<string, unknown>?][] = [
  [
    'closes without a word',
    (socket) => socket.destroy(),
    /^error sending request for url \(http:.*\/v1\/responses\): the connection was closed .*\(ECONNRESET\)$/,
  ],
  ['resets the connection', (socket) => socket.resetAndDestroy(), /^error sending request for url/],
  [
    'speaks another protocol',
    (socket) => socket.end('220 mail.example.org ESMTP\r\n'),
    /^error sending request for url/,
  ],
  ['never sends headers', () => {}, IDLE],
  ['sends headers and nothing more', streamAndHold(''), IDLE],
  ['falls silent', streamAndHold(sse(said('a part'))), IDLE],
  [
    'keeps the connection alive with comments alone',
    (socket) => {
      socket.write(answerBytes(200, STREAM));
      const timer = setInterval(() => socket.write(': still there\n\n'), 10);
      socket.on('close', () => clearInterval(timer));
    },
    IDLE,
  ],
  [
    'keeps the connection alive with data that is no JSON',
    (socket) => {
      socket.write(answerBytes(200, STREAM));
      const timer = setInterval(() => socket.write('data: ping\n\n'), 10);
      socket.on('close', () => clearInterval(timer));
    },
    IDLE,
  ],
  ['keeps the connection open after the end', streamAndHold(whole('done')), 'done'],
  ['sends more after the end', stream(`${whole('done')}${sse({ type: 'response.failed' })}rubbish`), 'done'],
  ['ends in the middle of a character', stream(Buffer.from(whole('ü')).subarray(0, -60)), CLOSED],
  ['sends an empty body', stream(''), CLOSED],
  ['sends 204', answer(204), CLOSED],
  [
    'sends a page',
    answer(200, { 'content-type': 'text/html; charset=utf-8' }, '<h1>Sign in</h1>'),
    `${BROKEN}the answer is text/html, not a stream of events: a page with the title "Sign in"`,
  ],
  [
    'sends JSON',
    answer(200, { 'content-type': 'application/json' }, '{"id":"r"}'),
    `${BROKEN}the answer is application/json, not a stream of events: {"id":"r"}`,
  ],
  ['sends no content type', answer(200, {}, whole('fine')), 'fine'],
  [
    'compresses',
    answer(200, { ...STREAM, 'content-encoding': 'gzip' }, 'x'),
    `${BROKEN}the answer is compressed (gzip), which was not asked for`,
  ],
  [
    'sends lines of every kind',
    stream(
      `: hi\r\nevent: x\r\nretry: 5\r\nid: 1\r\nodd\r\ndata: null\r\n\r\n${whole('fine').replaceAll('\n', '\r\n')}`,
    ),
    'fine',
  ],
  [
    'sends events that are none',
    stream(
      sse(
        [],
        { type: 5 },
        { type: 'response.output_text.delta', delta: 5 },
        { type: 'response.output_item.done', item: 'x' },
      ) + whole('fine'),
    ),
    'fine',
  ],
  [
    'says that it failed',
    stream(sse({ type: 'response.failed', response: { error: { code: 'server_error', message: 'out of luck' } } })),
    `${BROKEN}out of luck`,
  ],
  [
    'says that it failed, and not why',
    stream(sse({ type: 'response.failed' })),
    `${BROKEN}response.failed event received`,
  ],
  [
    'sends an error',
    stream(sse({ type: 'error', code: 'server_error', message: 'it broke', param: null })),
    `${BROKEN}it broke`,
  ],
  [
    'sends an error inside of an error',
    stream(sse({ type: 'error', error: { type: 'x', message: 'it broke' } })),
    `${BROKEN}it broke`,
  ],
  [
    'redirects to itself for ever',
    answer(307, { location: '/v1/responses' }),
    /^error following redirect for url .*: too many redirects$/,
  ],
  [
    'never ends the body of a refusal',
    (socket) => socket.write(answerBytes(418, {}, 'short and')),
    /^unexpected status 418 I'm a [Tt]eapot: short and$/,
  ],
  ['refuses at length', answer(400, {}, 'x'.repeat(1_000_000)), /^unexpected status 400 Bad Request: x{4096}…$/],
];

test.each(table)('a server that %s', async (_, behaviour, expected) => {
  await using peer = await startRawPeer([behaviour]);
  // A slow machine may take a while for many redirects.
  const stream_idle_timeout_ms = expected === IDLE ? 150 : 3000;
  await using server = await startInProcess({ baseUrl: peer.url, provider: { stream_idle_timeout_ms } });
  const events = await server.turn('hi');
  expect(events.of('turn-ended')).toHaveLength(1);
  expect(events.failures.length).toBe(events.lastMessage === null ? 1 : 0);
  expect(events.lastMessage ?? events.failed?.message).toEqual(
    typeof expected === 'string' ? expected : expect.stringMatching(expected),
  );
  if (events.failed) expect(events.failed.cause).toMatchObject({ provider: 'mock' });
});

test('a gigantic event ends the turn', async () => {
  let written = 0;
  await using peer = await startRawPeer([
    (socket) => {
      socket.write(answerBytes(200, STREAM, 'data: "'));
      const more = () => {
        while (!socket.destroyed && socket.write('x'.repeat(1024 * 1024))) written++;
      };
      socket.on('drain', more);
      more();
    },
  ]);
  await using server = await startInProcess({ baseUrl: peer.url, provider: { stream_max_retries: 3 } });
  const events = await server.turn('hi');
  expect(events.failed?.message).toBe(`${BROKEN}an event is longer than 67108864 characters`);
  expect(peer.requests).toHaveLength(1);
  expect(written).toBeGreaterThan(32);
});

test('no server listens at the address', async () => {
  const peer = await startRawPeer([]);
  await peer[Symbol.asyncDispose]();
  await using server = await startInProcess({ baseUrl: peer.url, provider: { request_max_retries: 2 } });
  const { failed } = await server.turn('hi');
  expect(failed?.message).toBe(
    `error sending request for url (${peer.url}/responses): nothing accepts connections at this address (ECONNREFUSED)`,
  );
  expect(failed?.cause).toMatchObject({ code: 'model_unreachable', reason: expect.stringContaining('ECONNREFUSED') });
  expect(server.waits).toEqual([200, 400]);
});

test.each(['not an address', 'ftp://127.0.0.1/v1'])('%s is no address, and is not tried again', async (baseUrl) => {
  await using server = await startInProcess({ baseUrl, provider: { request_max_retries: 2, stream_max_retries: 2 } });
  const { failed, retries } = await server.turn('hi');
  expect(failed?.message).toMatch(/^error sending request for url \(.*\/responses\): /);
  expect([server.waits, retries]).toEqual([[], []]);
});

test('a connection that was closed while it was kept is no failure', async () => {
  const keep: Behaviour = (socket) => {
    const body = whole('done');
    const head = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
    socket.write(head + body);
  };
  const seen = new Set<unknown>();
  let dropped = 0;
  await using peer = await startRawPeer([
    (socket, request) => {
      if (!seen.has(socket)) {
        seen.add(socket);
        return keep(socket, request);
      }
      dropped++;
      socket.resetAndDestroy();
    },
  ]);
  await using server = await startInProcess({ baseUrl: peer.url });
  // A connection is free again a moment after the turn has ended.
  while (dropped === 0) expect((await server.turn('hi')).lastMessage).toBe('done');
  expect(peer.connections).toBe(peer.requests.length - dropped);
});

test('an interrupt ends a turn that waits for a silent server, and the connection', async () => {
  let closed = false;
  await using peer = await startRawPeer([(socket) => socket.on('close', () => (closed = true))]);
  await using server = await startInProcess({ baseUrl: peer.url });
  (await server.conversation.submit([{ type: 'text', text: 'hi' }])).begin();
  await expect.poll(() => peer.requests.length).toBe(1);
  await server.conversation.interrupt();
  await expect.poll(() => closed).toBe(true);
});

// Only the raw peer itself: a test of the tests.
test('the raw peer sends bytes as they are', async () => {
  await using peer = await startRawPeer([stream(sse(completed))]);
  const socket = connect(peer.port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n');
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  expect(text).toContain('data: {"type":"response.completed"');
});

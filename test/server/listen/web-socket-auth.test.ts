import { createHash, createHmac } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { readAuth } from '../../../src/server/listen/auth.js';
import { startListening } from '../../support/listening.js';
import { scratchFolder } from '../../support/scratch.js';
import type { Server } from '../../support/server.js';
import { SocketClient } from '../../support/socket-client.js';

const SECRET = 'a secret of more than thirty-two bytes';
/** Longer than the test may take on a busy machine. */
const HOUR_S = 3600;
const UPGRADE = [
  'Host: x',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

const portOf = (server: Server) => Number(/ws:\/\/127\.0\.0\.1:(\d+)/.exec(server.stderr)?.[1]);

/** Status and body of the answer to a request that is written by hand. */
function ask(port: number, headers: readonly string[], target = 'GET /'): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const done = () => {
      socket.destroy();
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      resolve([Number(head.split(' ')[1]), body]);
    };
    socket.once('error', reject);
    socket.once('end', done);
    socket.on('data', (chunk) => {
      answer += chunk;
      if (answer.startsWith('HTTP/1.1 101') && answer.includes('\r\n\r\n')) done();
    });
    socket.write(`${[`${target} HTTP/1.1`, ...headers].join('\r\n')}\r\n\r\n`);
  });
}

const upgrade = (port: number, authorization?: string, ...more: string[]) =>
  ask(port, [...UPGRADE, ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]), ...more]);

it('without an option about it, a token in the home is needed, and told', async () => {
  await using server = await startListening({ listen: ['ws://127.0.0.1:0'] });
  const port = portOf(server);
  expect(port).toBeGreaterThan(0);
  const path = /token file: (.*)/.exec(server.stderr)?.[1] ?? '';
  expect((await lstat(path)).mode & 0o777).toBe(0o600);
  const token = (await readFile(path, 'utf8')).trim();
  expect(await upgrade(port)).toEqual([401, 'missing websocket bearer token']);
  expect(await upgrade(port, `Bearer ${token}`)).toEqual([101, '']);
  await using client = await SocketClient.connect(`ws://127.0.0.1:${port}`, { authorization: `Bearer ${token}` });
  await client.hello();
});

it('a token is known by its file or its digest', async () => {
  await using folder = await scratchFolder('token');
  const file = await folder.write('token', ' a-token \n');
  const digest = createHash('sha256').update('a-token').digest('hex').toUpperCase();
  for (const option of [
    ['--ws-token-file', file],
    ['--ws-token-sha256', digest],
  ]) {
    await using server = await startListening({
      listen: ['ws://127.0.0.1:0'],
      args: ['--ws-auth', 'capability-token', ...option],
    });
    const port = portOf(server);
    expect(await upgrade(port, 'Bearer a-token')).toEqual([101, '']);
    expect(await upgrade(port, 'bearer a-token')).toEqual([101, '']);
    expect(await upgrade(port, 'Bearer other')).toEqual([401, 'invalid websocket bearer token']);
    expect(await upgrade(port, 'Bearer a-tokem')).toEqual([401, 'invalid websocket bearer token']);
    expect(await upgrade(port, 'Basic YS10b2tlbg==')).toEqual([401, 'invalid authorization header']);
    expect(await upgrade(port, 'Bearer')).toEqual([401, 'invalid authorization header']);
    expect(server.stderr).not.toContain('token file');
  }
});

it('a page in a browser is refused, also with the token; probes need none', async () => {
  await using folder = await scratchFolder('token');
  const file = await folder.write('token', 'a-token');
  await using server = await startListening({
    listen: ['ws://127.0.0.1:0'],
    args: ['--ws-auth', 'capability-token', '--ws-token-file', file],
  });
  const port = portOf(server);
  expect(await upgrade(port, 'Bearer a-token', 'Origin: http://127.0.0.1')).toEqual([403, '']);
  expect(await ask(port, ['Host: x', 'Origin: null'], 'GET /healthz')).toEqual([403, '']);
  expect(await ask(port, ['Host: x'], 'GET /healthz')).toEqual([200, '']);
  expect(await ask(port, ['Host: x'], 'GET /readyz')).toEqual([200, '']);
  expect(await ask(port, ['Host: x', 'Content-Length: 0'], 'POST /readyz')).toEqual([405, '']);
  expect(await ask(port, ['Host: x'])).toEqual([400, "Connection header did not include 'upgrade'"]);
});

it('a signed token must be whole, in time, and meant for this server', async () => {
  await using folder = await scratchFolder('secret');
  const file = await folder.write('secret', `${SECRET}\n`);
  const args = ['--ws-auth', 'signed-bearer-token', '--ws-shared-secret-file', file];
  await using server = await startListening({
    listen: ['ws://127.0.0.1:0'],
    args: [...args, '--ws-issuer', 'me', '--ws-audience', 'it', '--ws-max-clock-skew-seconds', '5'],
  });
  const now = Math.floor(Date.now() / 1000);
  const good = { exp: now + HOUR_S, iss: 'me', aud: 'it' };
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (claims: object, header: object = { alg: 'HS256' }, secret = SECRET, hash = 'sha256') => {
    const text = `${base64(header)}.${base64(claims)}`;
    return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
  };
  const answers = async (...tokens: string[]) => {
    const found = new Set<string>();
    for (const token of tokens) found.add((await upgrade(portOf(server), `Bearer ${token}`)).join(' ').trim());
    return [...found];
  };
  expect(await answers(signed(good), signed({ ...good, aud: ['x', 'it'], nbf: now - HOUR_S }))).toEqual(['101']);
  expect(await answers(signed({ ...good, exp: now - HOUR_S }))).toEqual(['401 expired websocket jwt']);
  expect(await answers(signed({ ...good, nbf: now + HOUR_S }))).toEqual(['401 websocket jwt is not valid yet']);
  expect(await answers(signed({ ...good, iss: 'you' }), signed({ exp: good.exp, aud: 'it' }))).toEqual([
    '401 websocket jwt issuer mismatch',
  ]);
  expect(await answers(signed({ ...good, aud: 'x' }), signed({ exp: good.exp, iss: 'me' }))).toEqual([
    '401 websocket jwt audience mismatch',
  ]);
  expect(
    await answers(
      signed({ ...good, exp: undefined }),
      signed({ ...good, exp: String(good.exp) }),
      signed({ ...good, nbf: 'soon' }),
      signed(good, { alg: 'HS512' }, SECRET, 'sha512'),
      signed(good, { alg: 'HS512' }),
      signed(good, { alg: 'none' }),
      `${base64({ alg: 'none' })}.${base64(good)}.`,
      signed(good, undefined, `${SECRET}x`),
      signed(good, { alg: 'HS256', crit: ['x'] }),
      `${signed(good)}=`,
      `${signed(good)}.x`,
      'a.b.c',
      SECRET,
    ),
  ).toEqual(['401 invalid websocket jwt']);
});

it.each<[string[], number, string]>([
  [['off'], 1, 'no transport configured'],
  [['stdio://', 'off'], 1, 'no transport configured'],
  [
    ['http://x'],
    2,
    'unsupported --listen URL `http://x`; expected `stdio://`, `unix://`, `unix://PATH`, `ws://IP:PORT`, or `off`',
  ],
  [['ws://localhost:80'], 2, 'invalid websocket --listen URL `ws://localhost:80`; expected `ws://IP:PORT`'],
  [['ws://127.0.0.1:0/path'], 2, 'invalid websocket --listen URL'],
  [['ws://127.0.0.1:99999'], 2, 'invalid websocket --listen URL'],
  [
    ['ws://0.0.0.0:0'],
    1,
    'refusing to start non-loopback websocket listener 0.0.0.0:0 without auth; configure `--ws-auth capability-token` or `--ws-auth signed-bearer-token`',
  ],
  [['ws://[::]:0'], 1, 'refusing to start non-loopback websocket listener [::]:0 without auth'],
  [['unix://', 'ws://192.0.2.1:1'], 1, 'refusing to start'],
])('--listen %j ends with %i', async (listen, code, text) => {
  await using server = await startListening({ listen });
  expect(server.stderr).toContain(text);
  expect(await server.exit).toEqual({ code, signal: null });
});

it('options that do not fit each other are refused with the texts of the reference', async () => {
  await using folder = await scratchFolder('secret');
  const [short, empty] = [await folder.write('short', 'short'), await folder.write('empty', '\n')];
  const token = 'capability-token';
  const signed = 'signed-bearer-token';
  const refusals: [object, string][] = [
    [{ 'ws-auth': 'x' }, "invalid value 'x' for '--ws-auth <MODE>'"],
    [
      { 'ws-issuer': 'x' },
      'websocket auth flags require `--ws-auth capability-token` or `--ws-auth signed-bearer-token`',
    ],
    [{ 'ws-auth': token }, '`--ws-token-file` or `--ws-token-sha256` is required when'],
    [{ 'ws-auth': token, 'ws-token-file': 'a', 'ws-token-sha256': 'b' }, 'are mutually exclusive'],
    [{ 'ws-auth': token, 'ws-token-sha256': 'ab' }, 'must be a 64-character hex SHA-256 digest'],
    [{ 'ws-auth': token, 'ws-token-file': 'none' }, `failed to read websocket auth secret ${folder.path}/none`],
    [{ 'ws-auth': token, 'ws-token-file': empty }, `websocket auth secret ${empty} must not be empty`],
    [{ 'ws-auth': token, 'ws-token-file': short, 'ws-issuer': 'x' }, 'require `--ws-auth signed-bearer-token`'],
    [{ 'ws-auth': signed }, '`--ws-shared-secret-file` is required when `--ws-auth signed-bearer-token` is set'],
    [{ 'ws-auth': signed, 'ws-shared-secret-file': short }, 'must be at least 32 bytes'],
    [
      { 'ws-auth': signed, 'ws-shared-secret-file': short, 'ws-token-file': short },
      'require `--ws-auth capability-token`',
    ],
    [{ 'ws-auth': signed, 'ws-shared-secret-file': short, 'ws-max-clock-skew-seconds': '-1' }, "invalid value '-1'"],
  ];
  for (const [options, text] of refusals) expect(() => readAuth(options, folder.path)).toThrow(text);
  expect(readAuth({}, folder.path)).toBeUndefined();
});

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { startInProcess } from '../support/in-process.js';
import { startProxyPeer } from '../support/proxy-peer.js';
import { answer, type Behaviour, startRawPeer, stream, whole } from '../support/raw-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { TEST_AUTHORITY } from '../support/tls-fixture.js';

/** An answer after which the connection may be used again. */
const kept: Behaviour = (socket) => {
  const body = whole('hi');
  socket.write(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
};

test.each(['CODEX_CA_CERTIFICATE', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'])(
  'a server whose authority %s names is trusted',
  async (variable) => {
    await using peer = await startRawPeer([kept], { secure: true });
    await using server = await startInProcess({ baseUrl: peer.url, env: { [variable]: TEST_AUTHORITY } });
    expect((await server.turn('hi')).lastMessage).toBe('hi');
  },
);

test('a server with an unknown certificate authority is not trusted, and gets no second request', async () => {
  await using peer = await startRawPeer([kept], { secure: true });
  await using server = await startInProcess({
    baseUrl: peer.url,
    provider: { request_max_retries: 4, stream_max_retries: 5 },
  });
  const { failed, retries } = await server.turn('hi');
  expect(failed?.message).toMatch(/^error sending request for url \(https:.*\): unable to (get|verify)/);
  expect(failed?.cause).toMatchObject({ code: 'model_unreachable', provider: 'mock' });
  expect([server.waits, retries, peer.requests]).toEqual([[], [], []]);
});

test('certificates that cannot be read are named, and a mended file counts', async () => {
  await using files = await scratchFolder('ca');
  await using peer = await startRawPeer([kept], { secure: true });
  const path = `${files.path}/ca.pem`;
  await using server = await startInProcess({ baseUrl: peer.url, env: { SSL_CERT_FILE: path } });
  const texts = [];
  texts.push((await server.turn('hi')).failed?.message);
  await files.write('ca.pem', 'nothing of the kind');
  texts.push((await server.turn('hi')).failed?.message);
  await files.write('ca.pem', '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n');
  texts.push((await server.turn('hi')).failed?.message);
  await files.write('ca.pem', await readFile(TEST_AUTHORITY));
  expect((await server.turn('hi')).lastMessage).toBe('hi');
  const file = `error sending request for url (${peer.url}/responses): the file that SSL_CERT_FILE names (${path}) `;
  expect(texts).toEqual([
    expect.stringContaining(`${file}cannot be read: ENOENT`),
    `${file}holds no certificate in PEM form`,
    `${file}holds no usable certificate as its number 1`,
  ]);
});

test('a plain address is reached over HTTP_PROXY', async () => {
  await using peer = await startRawPeer([kept]);
  await using proxy = await startProxyPeer(peer.port, 'me:s3cret/word');
  await using server = await startInProcess({
    baseUrl: 'http://model.test/v1',
    env: { HTTP_PROXY: `http://me:s3cret%2Fword@127.0.0.1:${proxy.port}` },
  });
  expect((await server.turn('grüß dich')).lastMessage).toBe('hi');
  expect((await server.turn('again')).lastMessage).toBe('hi');
  expect(proxy.asked).toEqual(Array(2).fill('POST http://model.test/v1/responses'));
  expect(JSON.parse(peer.requests[0]?.body ?? '').input.at(-1).content[0].text).toBe('grüß dich');
});

test('a secure address is reached through a tunnel of HTTPS_PROXY, with its own certificate checked', async () => {
  await using peer = await startRawPeer([kept], { secure: true });
  await using proxy = await startProxyPeer(peer.port, 'me:s3cret');
  const env = { https_proxy: `http://me:s3cret@127.0.0.1:${proxy.port}` };
  await using trusting = await startInProcess({
    baseUrl: 'https://model.test/v1',
    env: { ...env, SSL_CERT_FILE: TEST_AUTHORITY },
  });
  expect((await trusting.turn('hi')).lastMessage).toBe('hi');
  await using wary = await startInProcess({ baseUrl: 'https://model.test/v1', env });
  expect((await wary.turn('hi')).failed?.message).toContain('unable to');
  await using other = await startInProcess({
    baseUrl: 'https://other.test/v1',
    env: { ...env, SSL_CERT_FILE: TEST_AUTHORITY },
  });
  expect((await other.turn('hi')).failed?.message).toContain('altnames');
  expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT model.test:443', 'CONNECT other.test:443']));
  expect(peer.requests.map(({ headers }) => headers['proxy-authorization'])).toEqual([undefined]);
});

test.each(['http', 'https'])('the error names a proxy that requires a password (%s)', async (protocol) => {
  await using peer = await startRawPeer([kept]);
  await using proxy = await startProxyPeer(peer.port, 'me:right');
  await using server = await startInProcess({
    baseUrl: `${protocol}://model.test/v1`,
    env: { ALL_PROXY: `127.0.0.1:${proxy.port}` },
  });
  const { failed } = await server.turn('hi');
  expect(failed?.message).toMatch(/^unexpected status 407 Proxy Authentication Required: /);
  expect(failed?.cause).toMatchObject({ code: 'model_refused', status: 407 });
});

test('no error shows the password of a proxy', async () => {
  const gone = await startProxyPeer(1);
  await gone[Symbol.asyncDispose]();
  for (const proxy of [
    `http://me:s3cret@127.0.0.1:${gone.port}`,
    'socks5://me:s3cret@127.0.0.1:1080',
    'http://me:s3cret@',
  ]) {
    await using server = await startInProcess({ baseUrl: 'https://model.test/v1', env: { HTTPS_PROXY: proxy } });
    const { failed } = await server.turn('hi');
    expect(failed?.message).toMatch(/^error sending request for url \(https:\/\/model.test\/v1\/responses\)/);
    expect(JSON.stringify(failed)).not.toContain('s3cret');
  }
});

test('credentials stay with their origin when the model has moved', async () => {
  await using elsewhere = await startRawPeer([stream(whole('hi'))]);
  await using peer = await startRawPeer([answer(307, { location: `${elsewhere.url}/responses?moved` })]);
  await using server = await startInProcess({
    baseUrl: peer.url,
    env: { MY_KEY: 'sk-own' },
    provider: { env_key: 'MY_KEY', http_headers: { 'api-key': 'azure-secret' } },
  });
  expect((await server.turn('hi')).lastMessage).toBe('hi');
  const [request] = elsewhere.requests;
  expect(request).toMatchObject({ method: 'POST', path: '/v1/responses?moved' });
  expect(JSON.stringify(request?.headers)).not.toMatch(/sk-own|azure-secret/);
  expect(request?.body).toBe(peer.requests[0]?.body);
});

test('a request to a secure address is not redirected to a plain one', async () => {
  await using elsewhere = await startRawPeer([stream(whole('hi'))]);
  await using peer = await startRawPeer([answer(307, { location: `${elsewhere.url}/responses` })], { secure: true });
  await using server = await startInProcess({ baseUrl: peer.url, env: { SSL_CERT_FILE: TEST_AUTHORITY } });
  expect((await server.turn('hi')).failed?.message).toMatch(/it leads from https to http$/);
  expect(elsewhere.requests).toEqual([]);
});

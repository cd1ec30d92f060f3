import { expect, test } from 'vitest';
import { fetchOver } from '../../src/net/fetch.js';
import { readText, send, TransportError } from '../../src/net/http.js';
import { answer, type Behaviour, startRawPeer } from '../support/raw-peer.js';

const signal = new AbortController().signal;
const get = (url: string, more = {}) => send({ method: 'GET', url, headers: {}, signal, env: {}, ...more });

/** A port where nothing listens. */
async function unusedUrl(): Promise<string> {
  const peer = await startRawPeer([]);
  await peer[Symbol.asyncDispose]();
  return peer.url;
}

const failure = async (answer: Promise<unknown>): Promise<TransportError> => {
  const error = await answer.then(
    () => undefined,
    (e) => e,
  );
  if (error instanceof TransportError) return error;
  throw new Error(`not a transport error: ${String(error)}`);
};

test.each<[string, () => Promise<string>, Behaviour | undefined, RegExp, boolean]>([
  ['nothing listens', unusedUrl, undefined, /nothing accepts connections .*\(ECONNREFUSED\)$/, false],
  ['the name is unknown', async () => 'http://nowhere.invalid/', undefined, /\((ENOTFOUND|EAI_AGAIN)\)$/, false],
  ['the connection breaks', async () => '', (socket) => socket.resetAndDestroy(), /\(ECONNRESET\)$/, false],
  ['the address is none', async () => 'not an address', undefined, /: it is not an address$/, true],
  ['the kind of address is unknown', async () => 'ftp://127.0.0.1/', undefined, /Protocol "ftp:" not supported/, true],
  ['another protocol is spoken', async () => '', (socket) => socket.end('220 mail\r\n'), /Parse Error/, false],
])('when %s the error says so', async (_, url, behaviour, expected, final) => {
  await using peer = await startRawPeer([behaviour ?? answer(200)]);
  const error = await failure(get((await url()) || peer.url));
  expect(error.message).toMatch(/^error sending request for url \(/);
  expect(error.message).toMatch(expected);
  expect(error.final).toBe(final);
});

test('a redirect is followed only where that is wanted', async () => {
  await using peer = await startRawPeer([answer(302, { location: '/there' }), answer(200, {}, 'hi')]);
  expect((await get(peer.url)).statusCode).toBe(302);
  expect(await readText(await get(peer.url), 10)).toBe('hi');
  await using other = await startRawPeer([answer(302, { location: '/there' }), answer(200, {}, 'hi')]);
  expect(await readText(await get(other.url, { redirects: 3 }), 10)).toBe('hi');
  expect(other.requests.map(({ path }) => path)).toEqual(['/v1', '/there']);
});

test.each([
  ['with a length', answer(200, { 'content-length': '100' }, 'x'.repeat(100))],
  ['without one', answer(200, {}, 'x'.repeat(100))],
  ['that never ends', ((socket) => socket.write(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(100)}`)) as Behaviour],
])('an answer %s that is too long is given up', async (_, behaviour) => {
  await using peer = await startRawPeer([behaviour]);
  await expect(readText(await get(peer.url), 99)).rejects.toThrow('the answer is too long');
  const limited = await fetchOver({}, { maxBytes: 99 })(peer.url);
  await expect(limited.text()).rejects.toThrow();
});

test('fetch over it sends what it is given, and gives what comes', async () => {
  await using peer = await startRawPeer([answer(201, { 'x-one': '1' }, 'made'), answer(204)]);
  const fetch = fetchOver({});
  const made = await fetch(peer.url, { method: 'POST', body: new URLSearchParams({ a: 'ü' }), headers: { b: '2' } });
  expect([made.status, made.headers.get('x-one'), await made.text()]).toEqual([201, '1', 'made']);
  expect(peer.requests[0]).toMatchObject({ method: 'POST', body: 'a=%C3%BC', headers: { b: '2' } });
  expect((await fetch(new URL(peer.url))).status).toBe(204);
});

test('fetch over it ends with its signal', async () => {
  await using peer = await startRawPeer([() => {}]);
  const abort = new AbortController();
  const asked = fetchOver({})(peer.url, { signal: abort.signal });
  await expect.poll(() => peer.requests.length).toBe(1);
  abort.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
});

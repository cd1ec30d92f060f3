import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { BrowserCallback } from '../../src/auth/mcp/browser-callback.js';
import { Gate } from '../support/gate.js';

/** `fetch` sets these headers itself. */
async function statusOf({ host, port, pathname, search }: URL, headers: Record<string, string>) {
  const asked = request({ host: '127.0.0.1', port, path: pathname + search, headers: { host, ...headers } });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

async function started() {
  const callback = new BrowserCallback(new AbortController().signal);
  const address = new URL(await callback.start());
  address.searchParams.set('state', callback.state);
  address.searchParams.set('code', 'code-1');
  return { callback, address };
}

test('a request without a path is answered, and the sign-in continues', async () => {
  const { callback, address } = await started();
  const answered = callback.answer(async (params) => params.get('code'));
  const socket = connect(Number(address.port), '127.0.0.1');
  socket.write(`GET // HTTP/1.1\r\nhost: ${address.host}\r\nconnection: close\r\n\r\n`);
  const [start] = (await once(socket, 'data')) as [Buffer];
  expect(start.toString()).toMatch(/^HTTP\/1\.1 404 /);
  await fetch(address);
  expect(await answered).toBe('code-1');
});

test('a browser that has gone before the answer is not waited for', async () => {
  const { callback, address } = await started();
  const gate = new Gate();
  const answered = callback.answer(async () => {
    await gate.pass();
    return 'redeemed';
  });
  const socket = connect(Number(address.port), '127.0.0.1');
  socket.write(`GET ${address.pathname}${address.search} HTTP/1.1\r\nhost: ${address.host}\r\n\r\n`);
  await gate.reached;
  socket.destroy();
  await once(socket, 'close');
  // The other end notices it later; the page that it writes then is not read.
  await expect.poll(async () => (await fetch(address)).status).toBe(409);
  gate.open();
  expect(await answered).toBe('redeemed');
});

// C300
test.each([
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
])('%j of another site is refused, and the sign-in continues', async (headers) => {
  const { callback, address } = await started();
  const answered = callback.answer(async (params) => params.get('code'));
  expect(await statusOf(address, headers)).toBe(403);
  const byIssuer = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  expect(await statusOf(address, byIssuer)).toBe(200);
  expect(await answered).toBe('code-1');
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { Callback } from '../../src/auth/mcp/callback.js';
import { Gate } from '../support/gate.js';

async function started() {
  const callback = new Callback(new AbortController().signal);
  const address = new URL(await callback.start());
  address.searchParams.set('state', callback.state);
  address.searchParams.set('code', 'code-1');
  return { callback, address };
}

test('a request that names no path is answered, and the sign-in goes on', async () => {
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
  // The other end hears of it on its next turns; the page that it writes then goes to nobody.
  await expect.poll(async () => (await fetch(address)).status).toBe(409);
  gate.open();
  expect(await answered).toBe('redeemed');
});

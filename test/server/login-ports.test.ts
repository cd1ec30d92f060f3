import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { Gate } from '../support/gate.js';
import type { ReplyError, Server } from '../support/server.js';
import { startSignInIssuer } from '../support/sign-in-issuer.js';
import { type Begun, begin, completed, freePort, isFree, open, portOf, serverFor } from './signing-in.js';

test('a second sign-in takes the place of the first, on the same port', async () => {
  await using issuer = await startSignInIssuer();
  const port = await freePort();
  await using server = await serverFor(issuer, [port]);
  const first = await begin(server);
  const second = await begin(server);
  expect(await completed(server)).toMatchObject({ loginId: first.loginId, success: false });
  expect(portOf(second)).toBe(port);
  const stale = new URL(await issuer.press(first.authUrl, 'approve'));
  expect((await open(stale)).status).toBe(400);
  await open(await issuer.press(second.authUrl, 'approve'));
  expect(await completed(server)).toEqual({ loginId: second.loginId, success: true });
});

test('two that begin at once leave one that waits', async () => {
  await using issuer = await startSignInIssuer();
  await using server = await serverFor(issuer, [await freePort()]);
  // The progress of the first decides whether it is refused, or answered and then reported as ended.
  const first = begin(server).then(
    ({ loginId }) => server.until('its end', () => outcomeOf(server, loginId)),
    (e: ReplyError) => ({ success: false, error: e.error.message }),
  );
  const second = await begin(server);
  expect(await first).toMatchObject({ success: false, error: expect.stringContaining('Login was not completed') });
  await open(await issuer.press(second.authUrl, 'approve'));
  expect(await server.until('its end', () => outcomeOf(server, second.loginId))).toMatchObject({ success: true });
});

test('a key that comes right behind it takes the place of a sign-in that begins', async () => {
  await using issuer = await startSignInIssuer();
  const port = await freePort();
  await using server = await serverFor(issuer, [port]);
  const begun = begin(server).catch(() => undefined);
  await server.request('loginApiKey', { apiKey: 'sk-1' });
  const login = await begun;
  if (login) expect(await completed(server)).toMatchObject({ loginId: login.loginId, success: false });
  expect(await isFree(port)).toBe(true);
});

test('beside the sign-in of another window the next port is used, and both continue', async () => {
  await using issuer = await startSignInIssuer();
  const ports = [await freePort(), await freePort()];
  await using one = await serverFor(issuer, ports);
  await using other = await serverFor(issuer, ports);
  const [mine, theirs] = [await begin(one), await begin(other)];
  expect([portOf(mine), portOf(theirs)]).toEqual(ports);
  await open(await issuer.press(theirs.authUrl, 'approve'));
  expect(await completed(other)).toMatchObject({ success: true });
  await open(await issuer.press(mine.authUrl, 'approve'));
  expect(await completed(one)).toMatchObject({ success: true });
});

test('where there is no other port, the sign-in of another window is asked to give way, and does', async () => {
  await using issuer = await startSignInIssuer();
  const ports = [await freePort()];
  await using one = await serverFor(issuer, ports);
  await using other = await serverFor(issuer, ports);
  const mine = await begin(one);
  const theirs = await begin(other);
  expect(await completed(one)).toEqual({
    loginId: mine.loginId,
    success: false,
    error: 'Login server error: Login cancelled',
  });
  await open(await issuer.press(theirs.authUrl, 'approve'));
  expect(await completed(other)).toMatchObject({ success: true });
});

test('a sign-in that has succeeded does not keep its port from the next one', async () => {
  await using issuer = await startSignInIssuer();
  const ports = [await freePort()];
  await using one = await serverFor(issuer, ports);
  await using other = await serverFor(issuer, ports);
  for (const server of [one, one, other]) {
    const login = await begin(server);
    await open(await issuer.press(login.authUrl, 'approve'));
    expect(await completed(server)).toEqual({ loginId: login.loginId, success: true });
  }
});

test('a port that another program keeps is left to it: the next one is taken', async () => {
  await using issuer = await startSignInIssuer();
  await using foreign = await startForeign((_request, response) => response.end('mine'));
  const second = await freePort();
  await using server = await serverFor(issuer, [foreign.port, second]);
  const login = await begin(server);
  expect(portOf(login)).toBe(second);
  await open(await issuer.press(login.authUrl, 'approve'));
  expect(await completed(server)).toMatchObject({ success: true });
});

// C45.
test('a port that another program keeps is reported, and no other request waits (C45)', async () => {
  await using issuer = await startSignInIssuer();
  const gate = new Gate();
  await using foreign = await startForeign((_request, response) => void gate.pass().then(() => response.end('mine')));
  const { port } = foreign;
  await using server = await serverFor(issuer, [port]);
  const refused = server.refused('loginChatGpt');
  await gate.reached;
  await server.request('getUserAgent');
  gate.open();
  expect(await refused).toMatchObject({
    code: -32603,
    message: `failed to start login server: Port 127.0.0.1:${port} is already in use`,
    data: { code: 'login_failed', port },
  });
});

test('the end of the input does not wait for a port', async () => {
  await using issuer = await startSignInIssuer();
  const gate = new Gate();
  await using foreign = await startForeign(() => void gate.pass()); // which never answers
  await using server = await serverFor(issuer, [foreign.port, foreign.port]);
  const refused = server.refused('loginChatGpt');
  await gate.reached;
  server.closeInput();
  // Refused by the end of the server, or by the sign-in that ends with it.
  expect(await refused).toMatchObject({ data: { code: expect.stringMatching(/^(shutting_down|login_failed)$/) } });
  expect(await server.exit).toEqual({ code: 0, signal: null });
});

const outcomeOf = (server: Server, loginId: string) =>
  server.received('loginChatGptComplete').find(({ params }) => (params as Begun).loginId === loginId)?.params;

/** Another program that uses a port. */
async function startForeign(serve: RequestListener) {
  const server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

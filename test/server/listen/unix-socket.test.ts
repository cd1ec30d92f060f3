import { once } from 'node:events';
import { lstat, readdir } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultSocket, startListening } from '../../support/listening.js';
import { startModelPeer } from '../../support/model-peer.js';
import { SocketClient, turnEvents } from '../../support/socket-client.js';

it('the socket and its folder are for the user alone, and are gone at the end', async () => {
  await using server = await startListening();
  const folder = join(server.home, 'app-server-control');
  expect((await lstat(folder)).mode & 0o777).toBe(0o700);
  const socket = await lstat(defaultSocket(server.home));
  expect([socket.isSocket(), socket.mode & 0o777]).toEqual([true, 0o600]);
  const client = await (await SocketClient.connect(defaultSocket(server.home))).hello();
  server.kill('SIGTERM');
  expect(await client.closed).toEqual({ code: 1001, reason: 'the server is ending' });
  expect(await server.exit).toEqual({ code: 0, signal: null });
  expect(await readdir(folder)).toEqual([]);
});

it('two clients of one socket see the same turn', async () => {
  await using peer = await startModelPeer([{ text: 'Hello, both.' }]);
  await using server = await startListening({ config: peer.config() });
  await using left = await (await SocketClient.connect(defaultSocket(server.home))).hello('left');
  await using right = await (await SocketClient.connect(defaultSocket(server.home))).hello('right');
  const { thread } = await left.request<{ thread: { id: string } }>('thread/start');
  const run = async () => {
    await left.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text: 'hi' }] });
    await left.next('turn/completed');
  };
  // A thread can be joined when it has a file.
  await run();
  await right.request('thread/resume', { threadId: thread.id });
  peer.add({ text: 'Again.' });
  for (const client of [left, right]) client.received.length = 0;
  await left.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text: 'again' }] });
  await Promise.all([left.next('turn/completed'), right.next('turn/completed')]);
  expect(turnEvents(right.received)).toEqual(turnEvents(left.received));
});

it('probes are answered there too', async () => {
  await using server = await startListening();
  for (const path of ['/healthz', '/readyz']) {
    const [response] = (await once(get({ socketPath: defaultSocket(server.home), path }), 'response')) as [
      IncomingMessage,
    ];
    response.resume();
    expect(response.statusCode).toBe(200);
  }
});

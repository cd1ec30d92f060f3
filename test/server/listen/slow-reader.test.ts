import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultSocket, startListening } from '../../support/listening.js';
import { startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { SocketClient } from '../../support/socket-client.js';
import { until } from '../../support/until.js';

const PIECE = 'x'.repeat(256 * 1024);

/** Passes bytes on; those of the server at 1 KB in 100 ms, until `hurry`. */
async function slowWay(from: string, to: string) {
  const ways: { client: Socket; server: Socket; timer: NodeJS.Timeout }[] = [];
  const proxy = createServer((client) => {
    const server = connect(to);
    const timer = setInterval(() => {
      const chunk = server.read(Math.min(1024, server.readableLength)) as Buffer | null;
      if (chunk !== null) client.write(chunk);
    }, 100);
    client.pipe(server);
    for (const socket of [client, server]) socket.on('error', () => {});
    ways.push({ client, server, timer });
  });
  await new Promise<void>((resolve) => proxy.listen(from, resolve));
  return {
    hurry() {
      for (const { client, server, timer } of ways) {
        clearInterval(timer);
        server.pipe(client);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const { client, server, timer } of ways) {
        clearInterval(timer);
        client.destroy();
        server.destroy();
      }
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

it('a client that reads too slowly is let go with the reason, and another one does not notice', async () => {
  const deltas = Array.from({ length: 80 }, () => PIECE);
  await using peer = await startModelPeer([{ text: 'first' }, { text: deltas.join(''), deltas }, { text: 'last' }]);
  await using server = await startListening({ config: peer.config(), env: { TURNWIRE_LOG: 'warn' } });
  await using folder = await scratchFolder('way');
  const socket = defaultSocket(server.home);
  const path = join(folder.path, 'slow');
  await using way = await slowWay(path, socket);
  await using fast = await (await SocketClient.connect(socket)).hello('fast');
  await using slow = await (await SocketClient.connect(path)).hello('slow');
  const { thread } = await fast.request<{ thread: { id: string } }>('thread/start');
  const say = async (text: string) => {
    fast.received.length = 0;
    await fast.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text }] });
    await fast.next('turn/completed');
  };
  await say('something short');
  slow.send({ id: 'join', method: 'thread/resume', params: { threadId: thread.id } });
  await until('the answer to the slow client', () => slow.received.some(({ id }) => id === 'join'));

  await say('something long');
  const text = fast.received.flatMap((m) =>
    m.method === 'item/agentMessage/delta' ? [(m.params as { delta: string }).delta.length] : [],
  );
  expect(text.reduce((sum, length) => sum + length, 0)).toBe(PIECE.length * deltas.length);
  await until('the server to let the slow client go', () => server.stderr.includes('a client is given up'));
  await say('something short again');

  way.hurry();
  expect(await slow.closed).toEqual({
    code: 1008,
    reason: expect.stringMatching(/^the client reads too slowly: \d+ MiB wait for it$/),
  });
});

import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Message } from '../../support/exchange.js';
import { defaultSocket, startListening } from '../../support/listening.js';
import { startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { SocketClient } from '../../support/socket-client.js';
import { until } from '../../support/until.js';

/** In MiB. An answer of 20 MiB alone takes the larger part of it. */
const MOST_MEMORY = 1024;
const PIECE = 'x'.repeat(256 * 1024);

/** Passes bytes on; those of the server at 1 KB in a second between `slowDown` and `hurry`. */
async function slowWay(from: string, to: string) {
  const ways: { client: Socket; server: Socket }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const proxy = createServer((client) => {
    const server = connect(to);
    client.pipe(server);
    server.pipe(client);
    for (const socket of [client, server]) socket.on('error', () => {});
    ways.push({ client, server });
  });
  await new Promise<void>((resolve) => proxy.listen(from, resolve));
  return {
    slowDown() {
      for (const { client, server } of ways) server.unpipe(client);
      timer = setInterval(() => {
        for (const { client, server } of ways) {
          const chunk = server.read(Math.min(1024, server.readableLength)) as Buffer | null;
          if (chunk !== null) client.write(chunk);
        }
      }, 1000);
    },
    hurry() {
      clearInterval(timer);
      for (const { client, server } of ways) server.pipe(client);
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      for (const { client, server } of ways) {
        client.destroy();
        server.destroy();
      }
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

/** The most memory that the process has had, in MiB. */
const peakMemory = (pid: number): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

const textIn = (messages: readonly Message[]): number =>
  messages
    .flatMap(({ method, params }) =>
      method === 'item/agentMessage/delta' ? (params as { delta: string }).delta.length : [],
    )
    .reduce((sum, length) => sum + length, 0);

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
  way.slowDown();

  await say('something long');
  expect(textIn(fast.received)).toBe(PIECE.length * deltas.length);
  expect(textIn(slow.received)).toBe(0); // nobody has waited for it
  // Its requests are not taken any more. Nobody notices this one.
  slow.send({ id: 'late', method: 'thread/name/set', params: { threadId: thread.id, name: 'by the slow client' } });
  await until('the server to let the slow client go', () => server.stderr.includes('a client is given up'));
  await say('something short again');
  const { thread: read } = await fast.request<{ thread: { name: string | null } }>('thread/read', {
    threadId: thread.id,
  });
  expect(read.name).toBeNull();
  expect(fast.received.map(({ method }) => method)).not.toContain('thread/name/updated');
  if (process.platform === 'linux') expect(peakMemory(server.child.pid as number)).toBeLessThan(MOST_MEMORY);

  way.hurry();
  const { code, reason } = await slow.closed;
  const [, waited] = /^the client reads too slowly: (\d+) MiB wait for it$/.exec(reason) ?? [];
  expect({ code, reason: waited === undefined ? reason : 'of the slow client' }).toEqual({
    code: 1008,
    reason: 'of the slow client',
  });
  expect(Number(waited)).toBeLessThanOrEqual(128);
});

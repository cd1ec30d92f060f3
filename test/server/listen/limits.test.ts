import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { webSocketServer } from '../../../src/server/listen/web-socket-server.js';
import type { WebSocketTransport } from '../../../src/transports/web-socket.js';
import { defaultSocket, startListening } from '../../support/listening.js';
import { startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { SocketClient, turnEvents } from '../../support/socket-client.js';
import { until } from '../../support/until.js';

it('a message may have 64 MiB, a longer one ends that connection alone', async () => {
  await using server = await startListening();
  const socket = defaultSocket(server.home);
  await using other = await (await SocketClient.connect(socket)).hello('other');
  await using client = await (await SocketClient.connect(socket)).hello();
  const fill = 'x'.repeat(64 * 1024 * 1024 - 100);
  expect(await client.call('thread/nothing', { fill })).toMatchObject({ error: { code: -32600 } });
  client.socket.send(`{"id":"long","method":"thread/nothing","params":{"fill":"${fill}${fill}"}}`);
  expect(await client.closed).toMatchObject({ code: 1009 });
  expect(await other.request('thread/loaded/list')).toMatchObject({ data: [] });
});

it('text may come in fragments; binary messages are ignored, and what is no JSON is answered', async () => {
  await using server = await startListening();
  await using client = await SocketClient.connect(defaultSocket(server.home));
  const hello =
    '{"id":"hello","method":"initialize","params":{"clientInfo":{"name":"\u00e9\ud83d\ude00","version":"1"}}}';
  client.socket.send(Buffer.from(hello.replace('"hello"', '"binary"')), { binary: true });
  const bytes = Buffer.from(hello);
  for (let at = 0; at < bytes.length; at++) {
    client.socket.send(bytes.subarray(at, at + 1), { binary: false, fin: at === bytes.length - 1 });
    if (at % 10 === 0) client.socket.ping();
  }
  client.socket.send('no JSON');
  client.socket.send('{"id":"list","method":"thread/loaded/list","params":{}}');
  await until('the last reply', () => client.received.some(({ id }) => id === 'list'));
  expect(client.received.map(({ id }) => id)).toEqual(['hello', null, 'list']);
  expect(client.received[1]).toMatchObject({ error: { code: -32700, data: { code: 'parse_error' } } });
  client.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
  expect(await client.closed).toMatchObject({ code: 1007 });
});

it('100 clients at once see one turn, and more than 256 are not let in', async () => {
  await using peer = await startModelPeer([{ text: 'first' }, { text: 'For all of you.' }]);
  await using server = await startListening({ config: peer.config() });
  const socket = defaultSocket(server.home);
  const clients = await Promise.all(Array.from({ length: 100 }, () => SocketClient.connect(socket)));
  await Promise.all(clients.map((client, i) => client.hello(`client ${i}`)));
  const [first] = clients as [SocketClient];
  const { thread } = await first.request<{ thread: { id: string } }>('thread/start');
  const say = () => first.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text: 'hi' }] });
  await say();
  await first.next('turn/completed');
  await Promise.all(clients.slice(1).map((client) => client.request('thread/resume', { threadId: thread.id })));
  for (const { received } of clients) received.length = 0;
  await say();
  await Promise.all(clients.map((client) => client.next('turn/completed')));
  const seen = new Set(clients.map(({ received }) => turnEvents(received).join('\n')));
  expect(seen.size).toBe(1);

  const more = await Promise.all(Array.from({ length: 156 }, () => SocketClient.connect(socket)));
  await expect(SocketClient.connect(socket)).rejects.toThrow('503');
  for (const client of more) client.socket.terminate();
  await Promise.all(more.map(({ closed }) => closed));
  await until('a place for one more', () => SocketClient.connect(socket).catch(() => undefined));
});

it('a client that does not ask for a websocket in time is let go', async () => {
  await using folder = await scratchFolder('slow');
  const path = join(folder.path, 'socket');
  const server = webSocketServer({ admit: () => undefined, serve: () => {}, maxClients: 1, headWithinMs: 100 });
  server.listen(path);
  await once(server, 'listening');
  for (const text of ['', 'GET / HTTP/1.1\r\nHost: x\r\nUpgr']) {
    const client = connect(path);
    client.on('error', () => {});
    client.write(text);
    client.resume();
    await once(client, 'close');
  }
  server.close();
});

it('a client that does not answer is taken for dead, unless it shows in another way that it is there', async () => {
  await using folder = await scratchFolder('dead');
  const path = join(folder.path, 'socket');
  const served: WebSocketTransport[] = [];
  const server = webSocketServer({
    admit: () => undefined,
    serve: (transport) => served.push(transport),
    maxClients: 1,
  });
  server.listen(path);
  await once(server, 'listening');
  await using client = await SocketClient.connect(path);
  const transport = (await until('the client', () => served[0])) as WebSocketTransport;
  const seen: string[] = [];
  const over: string[] = [];
  transport.start({
    message: (text) => seen.push(text),
    unreadable: () => {},
    drained: () => {},
    ended: () => over.push('ended'),
    gone: () => over.push('gone'),
  });
  for (let n = 0; n < 3; n++) {
    const pinged = once(client.socket, 'ping');
    transport.ask();
    await pinged;
    client.socket.send(`still here ${n}`);
    await until('the message', () => seen.length === n + 1);
  }
  expect(over).toEqual([]);
  client.socket.pause();
  transport.ask();
  transport.ask();
  await transport.closed;
  expect(over).toEqual(['ended', 'gone']);
  server.close();
});

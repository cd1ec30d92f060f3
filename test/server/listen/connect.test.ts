import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { defaultSocket, startListening } from '../../support/listening.js';
import { startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { OURS, startServer } from '../../support/server.js';
import { SocketClient, turnEvents } from '../../support/socket-client.js';
import { until } from '../../support/until.js';

/** `turnwire connect`, as an editor starts it in place of a server. */
const startBridge = (home: string, ...args: string[]) =>
  startServer({ command: [...OURS.slice(0, 2), 'connect', ...args], home, validate: true });

it('an editor that can only start a server takes part in one that runs', async () => {
  const text = 'Line ends \r\n, \u2028 and \ud83d\ude00 come as they are. '.repeat(5000);
  await using peer = await startModelPeer([{ text: 'first' }, { text, deltas: [text] }]);
  await using server = await startListening({ config: peer.config() });
  await using other = await (await SocketClient.connect(defaultSocket(server.home))).hello('other');
  await using editor = await startBridge(server.home);
  await editor.request('initialize', { clientInfo: { name: 'editor', version: '1' } });
  const { thread } = await editor.request<{ thread: { id: string } }>('thread/start', {});
  const say = (text: string) => editor.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text }] });
  await say('short');
  await editor.next('turn/completed');
  await other.request('thread/resume', { threadId: thread.id });
  const question = 'a long question \ud83d\ude00 '.repeat(50_000);
  await say(question);
  await editor.next('turn/completed');
  await other.next('turn/completed');
  const seen = turnEvents(editor.received());
  const shared = turnEvents(other.received);
  expect(seen.join('\n')).toContain(JSON.stringify(text));
  expect(seen.join('\n')).toContain(JSON.stringify(question));
  expect(seen.slice(-shared.length)).toEqual(shared);
  editor.closeInput();
  expect(await editor.exit).toEqual({ code: 0, signal: null });
  // The server goes on.
  expect(await other.request('thread/loaded/list')).toMatchObject({ data: [thread.id] });
});

it('what came before the end of the input is answered', async () => {
  await using server = await startListening();
  await using editor = await startBridge(server.home);
  editor.send({ id: 0, method: 'initialize', params: { clientInfo: { name: 'editor', version: '1' } } });
  editor.send({ id: 'a"b', method: 'thread/list', params: {} });
  editor.send({ id: 2, method: 'thread/nothing', params: {} });
  editor.sendRaw('no json\n');
  editor.sendRaw(Buffer.from([0xff, 0x0a]));
  editor.closeInput();
  expect(await editor.exit).toEqual({ code: 0, signal: null });
  expect(editor.received().map(({ id, error }) => [id, error?.code])).toEqual(
    expect.arrayContaining([
      [0, undefined],
      ['a"b', undefined],
      [2, -32600],
      [null, -32700],
    ]),
  );
  expect(editor.received()).toHaveLength(5);
});

it('the end of the server ends the bridge in order', async () => {
  await using server = await startListening();
  await using editor = await startBridge(server.home);
  await editor.request('initialize', { clientInfo: { name: 'editor', version: '1' } });
  server.kill('SIGTERM');
  expect(await editor.exit).toEqual({ code: 0, signal: null });
});

it('says that nobody listens, or what the server answers', async () => {
  await using folder = await scratchFolder('home');
  const failing = async (...args: string[]) => {
    await using editor = await startBridge(folder.path, ...args);
    const { code } = await editor.exit;
    return { code, stderr: editor.stderr };
  };
  expect(await failing()).toEqual({
    code: 1,
    stderr: 'turnwire: no server listens on unix://: start one with turnwire app-server --listen unix://\n',
  });
  expect(await failing('http://x')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('`http://x` is no address'),
  });
  await using server = await startListening({ listen: ['ws://127.0.0.1:0', `unix://${folder.path}/a:b#c`] });
  const url = /ws:\/\/[\d.:]+/.exec(server.stderr)?.[0] ?? '';
  expect(await failing(url)).toEqual({
    code: 1,
    stderr: `turnwire: ${url} refuses: 401 missing websocket bearer token\n`,
  });
  const token = join(server.home, 'turnwire-websocket-token');
  for (const args of [[url, '--token-file', token], [`unix://${folder.path}/a:b#c`]]) {
    await using editor = await startBridge(server.home, ...args);
    await editor.request('initialize', { clientInfo: { name: 'editor', version: '1' } });
  }
  await rename(token, `${token}.gone`);
  expect(await failing(url, '--token-file', token)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('the token cannot be read: ENOENT'),
  });
});

it('a side that does not read makes the other side wait, and nothing is lost', async () => {
  const deltas = Array.from({ length: 60 }, (_, i) => `${i}`.repeat(50_000));
  await using peer = await startModelPeer([{ text: deltas.join(''), deltas }]);
  await using server = await startListening({ config: peer.config() });
  await using editor = await startBridge(server.home);
  await using other = await (await SocketClient.connect(defaultSocket(server.home))).hello('other');
  await editor.request('initialize', { clientInfo: { name: 'editor', version: '1' } });
  const { thread } = await editor.request<{ thread: { id: string } }>('thread/start', {});
  const readAgain = editor.stopReading();
  editor.send({
    id: 'go',
    method: 'turn/start',
    params: { threadId: thread.id, input: [{ type: 'text', text: 'go' }] },
  });
  const status = () => other.request<{ thread: { status: { type: string } } }>('thread/read', { threadId: thread.id });
  await until('the turn', async () => peer.requests.length === 1 && (await status()).thread.status.type === 'idle');
  const fill = 'x'.repeat(1024 * 1024);
  for (let n = 0; n < 60; n++) editor.send({ id: `fill ${n}`, method: 'thread/nothing', params: { fill } });
  readAgain();
  await editor.until('the last reply', () => editor.received((m) => m.id === 'fill 59').length === 1);
  const seen = editor.received('item/agentMessage/delta').map((m) => (m.params as { delta: string }).delta);
  expect(seen.join('')).toBe(deltas.join(''));
  expect(editor.received((m) => `${m.id}`.startsWith('fill'))).toHaveLength(60);
});

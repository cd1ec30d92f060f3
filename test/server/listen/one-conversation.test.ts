import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isAlive } from '../../support/alive.js';
import { defaultSocket, startListening } from '../../support/listening.js';
import { startModelPeer } from '../../support/model-peer.js';
import { SocketClient, turnEvents } from '../../support/socket-client.js';
import { until } from '../../support/until.js';

it('clients of two unix sockets, a websocket and stdio take part in one conversation', async () => {
  await using peer = await startModelPeer([
    { text: 'first' },
    { calls: [{ name: 'exec_command', args: { cmd: 'touch made' }, callId: 'call' }] },
    { text: 'Made.' },
  ]);
  const listen = ['stdio://', 'unix://', 'ws://127.0.0.1:0'];
  await using server = await startListening({
    config: peer.config(),
    listen,
    args: ['-c', 'approval_policy=untrusted'],
  });
  const socket = defaultSocket(server.home);
  const token = (await readFile(join(server.home, 'turnwire-websocket-token'), 'utf8')).trim();
  const url = /ws:\/\/[\d.:]+/.exec(server.stderr)?.[0] ?? '';
  await using left = await (await SocketClient.connect(socket)).hello('left');
  await using right = await (await SocketClient.connect(socket)).hello('right');
  await using far = await (await SocketClient.connect(url, { authorization: `Bearer ${token}` })).hello('far');
  await server.request('initialize', { clientInfo: { name: 'editor', version: '1' } });

  const { thread } = await left.request<{ thread: { id: string } }>('thread/start', {
    sandbox: 'danger-full-access',
  });
  const say = () => left.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text: 'go' }] });
  await say();
  await left.next('turn/completed');
  for (const client of [right, far, server]) await client.request('thread/resume', { threadId: thread.id });
  for (const client of [left, right, far]) client.received.length = 0;
  await say();
  const approval = 'item/commandExecution/requestApproval';
  const asked = await Promise.all([
    left.next(approval),
    right.next(approval),
    far.next(approval),
    server.next(approval),
  ]);
  expect(new Set(asked.map(({ params }) => JSON.stringify(params))).size).toBe(1);
  // Leaving is no answer while others are there.
  left.socket.terminate();
  await left.closed;
  await right.request('thread/loaded/list');
  expect(far.received.some(({ method }) => method === 'serverRequest/resolved')).toBe(false);
  far.send({ id: asked[2]?.id ?? 0, result: { decision: 'decline' } });
  await Promise.all([right.next('turn/completed'), far.next('turn/completed'), server.next('turn/completed')]);
  expect(turnEvents(right.received)).toEqual(turnEvents(far.received));
  const ofEditor = turnEvents(server.received());
  expect(ofEditor.slice(-turnEvents(far.received).length)).toEqual(turnEvents(far.received));

  // The end of stdio is the end of one client.
  server.closeInput();
  expect(await far.request('thread/loaded/list')).toMatchObject({ data: [thread.id] });
  server.kill('SIGINT');
  expect(await far.closed).toEqual({ code: 1001, reason: 'the server is ending' });
  expect(await server.exit).toEqual({ code: 0, signal: null });
});

it('what a client has started ends with its connection', async () => {
  await using server = await startListening({ config: 'sandbox_mode = "danger-full-access"' });
  await using client = await (await SocketClient.connect(defaultSocket(server.home))).hello();
  const file = join(server.home, 'pid');
  const command = ['sh', '-c', `echo $$ > ${file}.new && mv ${file}.new ${file} && sleep 1000`];
  client.send({ id: 'long', method: 'command/exec', params: { command, disableTimeout: true } });
  const pid = Number(await until('the command', () => readFile(file, 'utf8').catch(() => '')));
  expect(isAlive(pid)).toBe(true);
  client.socket.terminate();
  await until('the end of the command', () => !isAlive(pid));
});

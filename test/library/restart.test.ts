import { describe, expect, test } from 'vitest';
import {
  ConnectionClosed,
  RequestError,
  type Restart,
  ServerRestarted,
  spawnServer,
} from '../../clients/library/index.js';
import type { PeerReply } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { until } from '../support/until.js';
import { clientInfo, serverPid, session } from './session.js';

const HELD: PeerReply = { text: 'slow words that go on', cut: 3, hold: true };
const kill = (): void => void process.kill(serverPid(), 'SIGKILL');

/** A session whose server is started again, and a function that kills the server and waits for the next one. */
async function restarting(replies: readonly PeerReply[]) {
  const restarts: Restart[] = [];
  const s = await session(replies, { restart: { onRestart: (restart) => restarts.push(restart) } });
  return {
    ...s,
    restarts,
    async crash() {
      const { length } = restarts;
      kill();
      await until('the restart', () => restarts.length > length);
    },
  };
}

describe('a server that is killed and started again', () => {
  test('in the middle of a turn: the turn ends with an error, and the thread goes on with its history', async () => {
    await using s = await restarting([{ text: 'one' }, HELD, { text: 'three' }]);
    const thread = await s.client.startThread();
    await thread.run('1').result;
    const turn = thread.run('2');
    const reading = (async () => {
      for await (const _ of turn);
    })();
    await until('the request', () => s.peer.requests.length === 2);
    const pid = serverPid();
    kill();
    const interrupted = { name: 'ServerRestarted', message: 'the turn was interrupted by a restart of the server' };
    await expect(reading).rejects.toMatchObject(interrupted);
    await expect(turn.result).rejects.toMatchObject({
      ...interrupted,
      cause: { message: expect.stringContaining('SIGKILL') },
    });
    const result = await thread.run('3').result;
    expect(result).toMatchObject({ status: 'completed', text: 'three' });
    expect(serverPid()).not.toBe(pid);
    expect(s.restarts).toEqual([{ cause: expect.any(Error), lost: [] }]);
    const { turns } = await thread.read();
    expect(turns.map(({ status }) => status)).toEqual(['completed', 'interrupted', 'completed']);
    const said = turns.flatMap(({ items }) => items.flatMap((item) => (item.type === 'userMessage' ? item : [])));
    expect(said.map(({ content }) => content[0])).toMatchObject([{ text: '1' }, { text: '2' }, { text: '3' }]);
    // The model sees the history too.
    expect(JSON.stringify(s.peer.requests[2]?.body.input)).toContain('"one"');
  });

  test('requests that are open reject, those that come then wait, and approvals are aborted', async () => {
    const asking: PeerReply = {
      calls: [{ name: 'exec_command', args: { cmd: 'touch /tmp/turnwire-restart-never' }, callId: 'c1' }],
    };
    await using s = await session([asking, { text: 'on' }], { restart: true });
    let signal: AbortSignal | undefined;
    const thread = await s.client.startThread({
      approvalPolicy: 'untrusted',
      onApproval: (approval) => {
        signal = approval.signal;
        return new Promise(() => {});
      },
    });
    const turn = thread.run('go');
    await until('the approval', () => signal !== undefined);
    const open = s.client.request('command/exec', { command: ['sleep', '600'] });
    kill();
    await expect(open).rejects.toBeInstanceOf(ServerRestarted);
    await expect(open).rejects.toBeInstanceOf(ConnectionClosed);
    expect(signal?.aborted).toBe(true);
    await expect(turn.result).rejects.toBeInstanceOf(ServerRestarted);
    const { data } = await s.client.request('thread/loaded/list', {});
    expect(data).toEqual([thread.id]);
    expect((await thread.run('more').result).text).toBe('on');
  });

  test('settings of the thread are kept, whether it was started with them or given them later', async () => {
    await using s = await restarting([{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
    const thread = await s.client.startThread({
      approvalPolicy: 'never',
      sandbox: 'danger-full-access',
      developerInstructions: 'Speak like a sailor.',
      model: 'first-model',
    });
    await thread.run('1').result;
    await s.crash();
    await thread.run('2', { model: 'second-model', approvalPolicy: 'on-request' }).result;
    await s.crash();
    await thread.run('3').result;
    const bodies = s.peer.requests.map(({ body }) => body);
    expect(bodies.map(({ model }) => model)).toEqual(['first-model', 'second-model', 'second-model']);
    for (const body of bodies) expect(JSON.stringify(body)).toContain('Speak like a sailor.');
    const again = await s.client.resumeThread(thread.id);
    expect(again.opened).toMatchObject({ approvalPolicy: 'on-request', sandbox: { type: 'dangerFullAccess' } });
  });

  test('a thread that is not stored is reported as lost, and refuses turns', async () => {
    await using s = await restarting([{ text: 'one' }]);
    const thread = await s.client.startThread({ ephemeral: true });
    await thread.run('1').result;
    const left = await s.client.startThread();
    await left.unsubscribe();
    await s.crash();
    await expect(thread.run('2').result).rejects.toBeInstanceOf(RequestError);
    expect(s.restarts[0]?.lost).toEqual([{ thread, error: expect.any(RequestError) }]);
  });
});

test('a server that ends again and again is given up after as many attempts as were asked for', async () => {
  const restarts: Restart[] = [];
  const restart = { attempts: 2, onRestart: (event: Restart) => restarts.push(event) };
  // It answers `initialize`, and nothing else.
  const server = `process.stdin.once('data', () => {
    process.stdout.write('{"id":1,"result":{"userAgent":"x"}}\\n', () => process.stdin.once('data', () => process.exit(3)));
  }); // app-server`;
  const client = await spawnServer({ command: process.execPath, args: ['-e', server], clientInfo, restart });
  expect((await client.closed)?.message).toContain('exit code 3');
  await expect(client.request('model/list', {})).rejects.toBeInstanceOf(ConnectionClosed);
  expect(restarts).toHaveLength(2);
});

test('a server that cannot be started again is an error with the reason', async () => {
  await using gone = await scratchFolder('gone');
  await using s = await session([], { restart: true, cwd: gone.path });
  await gone[Symbol.asyncDispose]();
  kill();
  const end = await s.client.closed;
  expect(end?.message).toContain('could not be started again');
  expect(end?.cause).toMatchObject({ cause: { code: 'ENOENT' } });
});

test('while the server is started again, a request can be given up, and the client closed; no server is left', async () => {
  await using s = await session([], { restart: true });
  const open = s.client.request('command/exec', { command: ['sleep', '600'] });
  kill();
  await expect(open).rejects.toBeInstanceOf(ServerRestarted);
  const controller = new AbortController();
  const aborted = s.client.request('model/list', {}, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(aborted).rejects.toThrow('enough');
  const waiting = s.client.request('model/list', {});
  const closing = s.client.close();
  await expect(waiting).rejects.toBeInstanceOf(ConnectionClosed);
  await closing;
  expect(serverPid()).toBeNaN();
  expect(await s.client.closed).toBeUndefined();
});

test('the first start is not tried again', async () => {
  const none = spawnServer({ command: '/nonexistent/turnwire', clientInfo, restart: true });
  await expect(none).rejects.toMatchObject({ name: 'ConnectionClosed', cause: { code: 'ENOENT' } });
});

import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import {
  type Approval,
  ConnectionClosed,
  connect,
  RequestError,
  spawnServer,
  streamChannel,
  type TurnEvent,
} from '../../clients/library/index.js';
import { isAlive } from '../support/alive.js';
import type { PeerReply } from '../support/model-peer.js';
import { until } from '../support/until.js';
import { clientInfo, isOurs, serverPid, session } from './session.js';

const command = (cmd: string): PeerReply => ({ calls: [{ name: 'exec_command', args: { cmd }, callId: 'c1' }] });
/** A command that needs an approval. */
const ASKING = command('touch /tmp/turnwire-library-test-never');

describe('a thread', () => {
  test('gives the events of a turn in order, and its result', async () => {
    await using s = await session([{ text: 'Hello there' }]);
    const thread = await s.client.startThread();
    const turn = thread.run('hi');
    const methods: string[] = [];
    let text = '';
    for await (const event of turn) {
      methods.push(event.method);
      if (event.method === 'item/agentMessage/delta') text += event.params.delta;
    }
    expect(text).toBe('Hello there');
    expect([methods[0], methods.at(-1)]).toEqual(['turn/started', 'turn/completed']);
    const result = await turn.result;
    expect(result).toMatchObject({ status: 'completed', text: 'Hello there', error: null, id: await turn.id });
    expect(result.items.map(({ type }) => type)).toEqual(['userMessage', 'agentMessage']);
    expect(result.usage?.total.totalTokens).toBe(15);
  });

  test('runs several turns, is resumed with them, and is forked before one', async () => {
    await using s = await session([{ text: 'one' }, { text: 'two' }]);
    const thread = await s.client.startThread();
    const first = await thread.run('1').result;
    await thread.run('2').result;
    const fork = await s.client.forkThread(thread.id, { lastTurnId: first.id });
    expect(fork.opened.thread.turns).toHaveLength(1);
    const again = await s.client.resumeThread(thread.id);
    expect(again.opened.thread.turns).toHaveLength(2);
    await thread.setName('a name');
    expect((await thread.read()).name).toBe('a name');
    // Both objects of the thread get what happens.
    s.peer.add({ text: 'three' }, { text: 'four' });
    expect((await thread.run('3').result).text).toBe('three');
    expect((await again.run('4').result).text).toBe('four');
  });

  test.each([
    ['accept', 'completed'],
    ['decline', 'declined'],
    [undefined, 'declined'],
  ] as const)('an approval that is answered with %s leaves a command that is %s', async (decision, status) => {
    await using s = await session([ASKING, { text: 'ok' }]);
    const asked: Approval[] = [];
    const decide = (approval: Approval) => {
      asked.push(approval);
      return decision as NonNullable<typeof decision>;
    };
    const onApproval = decision && decide;
    const thread = await s.client.startThread({ onApproval, approvalPolicy: 'untrusted' });
    const { items } = await thread.run('go').result;
    expect(items.find(({ type }) => type === 'commandExecution')).toMatchObject({ status });
    expect(asked.map(({ method }) => method)).toEqual(decision ? ['item/commandExecution/requestApproval'] : []);
    expect(asked.every(({ id }) => id !== undefined)).toBe(true);
  });

  test('an approval that fails in the client is declined, and its signal ends with the turn', async () => {
    await using s = await session([ASKING, { text: 'ok' }, ASKING]);
    const failing = await s.client.startThread({
      approvalPolicy: 'untrusted',
      onApproval: () => Promise.reject(new Error('no')),
    });
    const { items } = await failing.run('go').result;
    expect(items.find(({ type }) => type === 'commandExecution')).toMatchObject({ status: 'declined' });
    let signal: AbortSignal | undefined;
    const waiting = await s.client.startThread({
      approvalPolicy: 'untrusted',
      onApproval: (approval) => {
        signal = approval.signal;
        return new Promise(() => {});
      },
    });
    const turn = waiting.run('go');
    await until('the approval', () => signal !== undefined);
    await turn.interrupt();
    expect(await turn.result).toMatchObject({ status: 'interrupted' });
    await until('the end of the request', () => signal?.aborted === true);
  });

  test('is steered and interrupted, by its methods or by a signal', async () => {
    const held: PeerReply = { text: 'slow words that go on', cut: 3, hold: true };
    await using s = await session([held, held, held]);
    const thread = await s.client.startThread();
    const turn = thread.run('go');
    await until('the request', () => s.peer.requests.length === 1);
    await turn.steer([{ type: 'text', text: 'faster', text_elements: [] }]);
    await until('the second request', () => s.peer.requests.length === 2);
    await turn.interrupt();
    expect(await turn.result).toMatchObject({ status: 'interrupted' });
    const controller = new AbortController();
    const other = thread.run('again', { signal: controller.signal });
    await until('the third request', () => s.peer.requests.length === 3);
    controller.abort();
    expect(await other.result).toMatchObject({ status: 'interrupted' });
  });

  test('a turn that fails says why', async () => {
    await using s = await session([{ fail: { status: 400, body: { error: { message: 'bad thing' } } } }]);
    const thread = await s.client.startThread();
    const result = await thread.run('go').result;
    expect(result).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('bad thing') } });
  });
});

describe('requests', () => {
  test('are refused with the error of the server', async () => {
    await using s = await session([]);
    const refused = s.client.resumeThread('00000000-0000-7000-8000-000000000000');
    await expect(refused).rejects.toBeInstanceOf(RequestError);
    await expect(refused).rejects.toMatchObject({ method: 'thread/resume', code: -32600 });
  });

  test.runIf(isOurs)('of protocol v1, which 0.171 no longer has, work on the same connection', async () => {
    await using s = await session([{ text: 'v1' }]);
    const { conversationId } = await s.client.request('newConversation', {});
    const events: string[] = [];
    s.client.on('codex/event/*', (params) => events.push((params as { msg: { type: string } }).msg.type));
    await s.client.request('addConversationListener', { conversationId });
    await s.client.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'hi' } }] });
    await until('the end of the turn', () => events.includes('task_complete'));
  });

  test('stop waiting by a signal and by a time', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const connecting = connect(streamChannel(input, output), { clientInfo });
    input.write('{"id":1,"result":{"userAgent":"x/0.171.0"}}\n');
    const client = await connecting;
    await expect(client.request('model/list', {}, { timeoutMs: 1 })).rejects.toMatchObject({ name: 'TimeoutError' });
    const controller = new AbortController();
    const request = client.request('model/list', {}, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(request).rejects.toThrow('enough');
    input.end();
    await client.close();
    await expect(client.request('model/list', {})).rejects.toBeInstanceOf(ConnectionClosed);
  });
});

describe('the end of the server', () => {
  test('that is killed rejects what is open, and says how it ended', async () => {
    await using s = await session([{ text: 'slow', cut: 2, hold: true }]);
    const thread = await s.client.startThread();
    const marker = await s.client.request('thread/read', { threadId: thread.id, includeTurns: false });
    expect(marker.thread.id).toBe(thread.id);
    const turn = thread.run('go');
    await until('the request', () => s.peer.requests.length === 1);
    process.kill(serverPid(), 'SIGKILL');
    await expect(turn.result).rejects.toBeInstanceOf(ConnectionClosed);
    await expect(
      (async () => {
        for await (const _ of turn);
      })(),
    ).rejects.toBeInstanceOf(ConnectionClosed);
    expect((await s.client.closed)?.message).toContain('signal SIGKILL');
  });

  test('is orderly when the client closes', async () => {
    const s = await session([{ text: 'hi' }]);
    const pid = serverPid();
    await (await s.client.startThread()).run('hi').result;
    await s[Symbol.asyncDispose]();
    expect(isAlive(String(pid))).toBe(false);
    expect(await s.client.closed).toBeUndefined();
  });

  test('a program that is not there is an error with its name', async () => {
    const none = spawnServer({ command: '/nonexistent/turnwire', clientInfo });
    await expect(none).rejects.toBeInstanceOf(ConnectionClosed);
    await expect(none).rejects.toMatchObject({ cause: { code: 'ENOENT' } });
  });
});

test('a slow reader slows the server down, and can still send requests', async () => {
  const words = Array.from({ length: 30_000 }, (_, i) => `${i} `);
  await using s = await session([{ deltas: words }]);
  const thread = await s.client.startThread();
  const turn = thread.run('go');
  let deltas = '';
  let asked = false;
  for await (const event of turn) {
    if (event.method !== 'item/agentMessage/delta') continue;
    deltas += event.params.delta;
    if (asked) continue;
    asked = true;
    await new Promise((resolve) => setImmediate(resolve));
    await s.client.request('model/list', {});
  }
  expect(deltas).toBe(words.join(''));
});

test('events that nobody reads are merged as they come, and none of their text is lost', async () => {
  const words = Array.from({ length: 30_000 }, (_, i) => `${i} `);
  await using s = await session([{ reasoning: 'Thinking.', deltas: words }]);
  const thread = await s.client.startThread();
  const turn = thread.run('go');
  await turn.result;
  const events: TurnEvent[] = [];
  for await (const event of turn) events.push(event);
  expect(events.length).toBeLessThan(30);
  const deltas = events.flatMap((event) => (event.method === 'item/agentMessage/delta' ? [event.params.delta] : []));
  expect(deltas).toEqual([words.join('')]);
  expect(events.map(({ method }) => method)).toEqual(expect.arrayContaining(['turn/started', 'item/completed']));
});

describe('a signal', () => {
  test('ends the start of a server that does not answer, and the server', async () => {
    const signal = AbortSignal.timeout(300);
    const args = ['-e', 'process.stdin.resume(); setInterval(() => {}, 1000) // app-server'];
    const starting = spawnServer({ command: process.execPath, args, clientInfo, signal, endWithinMs: 1 });
    await expect(starting).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(serverPid()).toBeNaN();
  });

  test('ends each wait of a thread', async () => {
    await using s = await session([]);
    const signal = AbortSignal.abort(new Error('enough'));
    const thread = await s.client.startThread();
    const waits = [
      s.client.startThread({}, { signal }),
      s.client.resumeThread(thread.id, {}, { signal }),
      s.client.forkThread(thread.id, {}, { signal }),
      thread.read({ signal }),
      thread.setName('a', { signal }),
      thread.archive({ signal }),
      thread.unsubscribe({ signal }),
    ];
    for (const wait of waits) await expect(wait).rejects.toThrow('enough');
  });

  test('that is aborted before a turn begins interrupts it', async () => {
    await using s = await session([{ text: 'slow words', cut: 3, hold: true }]);
    const thread = await s.client.startThread();
    const turn = thread.run('go', { signal: AbortSignal.abort() });
    expect(await turn.result).toMatchObject({ status: 'interrupted' });
    void s.peer.problems; // the model may not have been asked
  });
});

test('a client that closes during a turn that nobody reads leaves no server behind', async () => {
  const s = await session([{ text: 'slow words', cut: 3, hold: true }]);
  const turn = (await s.client.startThread()).run('go');
  await until('the request', () => s.peer.requests.length === 1);
  await s[Symbol.asyncDispose]();
  expect(serverPid()).toBeNaN();
  const end = await turn.result.catch((e) => e);
  expect(end.status ?? end.name).toMatch(/interrupted|ConnectionClosed/);
});

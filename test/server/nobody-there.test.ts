import { describe, expect, test } from 'vitest';
import type { InProcessClient } from '../support/in-process-client.js';
import { readRollout } from '../support/rollout.js';
import { until } from '../support/until.js';
import { endedTurns, nameOf, type Protocol, say, startConversation, startServer } from './rejoin.js';

const CALLS = {
  v1: { calls: [{ name: 'shell', args: { command: ['touch', 'made'] }, callId: 'c' }] },
  v2: { calls: [{ name: 'exec_command', args: { cmd: 'touch made', login: false }, callId: 'c' }] },
};
const asks = ({ method, id }: { method?: string; id?: unknown }) => id !== undefined && /approval$/i.test(method ?? '');

interface Loaded {
  readonly conversationId: string;
  readonly state: string;
  readonly subscribers: number;
  readonly idleSince: string | null;
  readonly whenNobodyIsThere: unknown;
}

const statusOf = (client: InProcessClient) =>
  client.request<{ connections: number; conversations: Loaded[] }>('turnwire/status', {});

describe.each<Protocol>(['v1', 'v2'])('while no client of %s has the conversation', (protocol) => {
  /** A turn that needs an approval, whose only client has left. */
  async function left(policy?: 'wait' | 'deny' | number) {
    const config = policy === undefined ? {} : { 'turnwire.when_nobody_is_there': policy };
    const s = await startServer({ approval_policy: 'untrusted', ...config }, [CALLS[protocol], { text: 'done' }]);
    const observer = await s.client('v2', false);
    await statusOf(observer);
    const client = await s.client(protocol);
    const { id, path } = await startConversation(client, protocol);
    await say(client, protocol, id, 'go');
    await client.until(asks);
    await client.leave();
    return { s, id, path, observer };
  }

  test.each([undefined, 'deny', 0.05] as const)('%j declines', async (policy) => {
    const { s, path } = await left(policy);
    await using _ = s;
    const lines = await until('the end of the turn', async () => {
      const all = await readRollout(path);
      return all.some(({ payload }) => payload.type === 'task_complete' || payload.type === 'turn_complete') && all;
    });
    expect(JSON.stringify(lines)).toContain('done');
    expect(JSON.stringify(lines)).not.toContain('exec_command_begin');
  });

  test.each(['wait', 1000] as const)('%j keeps it open for the next client', async (policy) => {
    const { s, id, observer } = await left(policy);
    await using _ = s;
    expect((await statusOf(observer)).conversations).toMatchObject([
      { state: 'waiting', subscribers: 0, whenNobodyIsThere: policy },
    ]);
    const next = await s.client(protocol);
    await next.request('turnwire/attach', nameOf(protocol, id));
    const { id: request } = await next.until(asks);
    next.send({ id: request, result: { decision: protocol === 'v1' ? 'approved' : 'accept' } });
    await next.until(() => endedTurns(next.received) === 1);
    const flagged = await observer.until(({ params }) => JSON.stringify(params ?? {}).includes('waitingOnApproval'));
    expect(flagged.params).toEqual({
      threadId: id,
      status: { type: 'active', activeFlags: ['waitingOnApproval'], whenNobodyIsThere: policy },
    });
  });
});

describe('a conversation that no client has is unloaded', () => {
  const QUICK = { 'turnwire.unload_after_seconds': 0.05 };

  test('when nothing happens in it, and the next client loads it again', async () => {
    await using s = await startServer(QUICK);
    const [observer, client] = [await s.client('v2', false), await s.client('v2')];
    const { id } = await startConversation(client, 'v2');
    await say(client, 'v2', id, 'hello');
    await client.until(() => endedTurns(client.received) === 1);
    await client.request('thread/unsubscribe', { threadId: id });
    await observer.until(({ method }) => method === 'thread/closed');
    const told = observer.received.filter(
      ({ params }) => (params as { threadId?: string } | undefined)?.threadId === id,
    );
    expect(told.slice(-2)).toMatchObject([
      { method: 'thread/status/changed', params: { status: { type: 'notLoaded' } } },
      { method: 'thread/closed', params: { threadId: id } },
    ]);
    expect((await statusOf(observer)).conversations).toEqual([]);
    const { thread } = await client.request<{ thread: { turns: unknown[] } }>('thread/resume', { threadId: id });
    expect(thread.turns).toHaveLength(1);
    await say(client, 'v2', id, 'again');
    await client.until(() => endedTurns(client.received) === 2);
  });

  test('but not while a client has it, a turn runs, or a message waits', async () => {
    await using s = await startServer(QUICK, [{ text: 'x' }, { text: 'y' }, { text: 'z', cut: 2, hold: true }]);
    const client = await s.client('v2');
    const ids: string[] = [];
    for (const name of ['subscribed', 'queued', 'running']) {
      const { id } = await startConversation(client, 'v2');
      ids.push(id);
      await say(client, 'v2', id, name);
      if (name !== 'running') await client.until(() => endedTurns(client.received) === ids.length);
    }
    const [subscribed, queued, running] = ids as [string, string, string];
    await client.request('thread/queue/add', {
      threadId: running,
      input: [{ type: 'text', text: 'later' }],
      clientUserMessageId: 'c',
    });
    for (const threadId of [queued, running]) await client.request('thread/unsubscribe', { threadId });
    await client.until(
      ({ method, params }) => method === 'thread/closed' && (params as { threadId: string }).threadId === queued,
    );
    const { conversations } = await statusOf(client);
    expect(conversations.map(({ conversationId }) => conversationId)).toEqual([subscribed, running]);
    await client.request('turn/interrupt', { threadId: running, turnId: '' });
    const { data } = await client.request<{ data: unknown[] }>('thread/queue/list', { threadId: running });
    expect(data).toHaveLength(1);
    expect((await statusOf(client)).conversations).toHaveLength(2);
  });
});

test('turnwire/status tells what the process has', async () => {
  await using s = await startServer();
  const [a, b] = [await s.client('v1'), await s.client('v2')];
  const { id } = await startConversation(a, 'v1');
  await b.request('turnwire/attach', nameOf('v2', id));
  expect(await a.request('turnwire/status', {})).toMatchObject({
    version: expect.any(String),
    pid: process.pid,
    uptimeSeconds: expect.any(Number),
    memory: { rssBytes: expect.any(Number), heapUsedBytes: expect.any(Number) },
    connections: 2,
    conversations: [
      { conversationId: id, state: 'idle', subscribers: 2, idleSince: null, lease: true, whenNobodyIsThere: 'deny' },
    ],
  });
});

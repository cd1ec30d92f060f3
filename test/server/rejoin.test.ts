import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InProcessClient } from '../support/in-process-client.js';
import { readRollout } from '../support/rollout.js';
import {
  type Attached,
  endedTurns,
  isPlaced,
  nameOf,
  type Placed,
  type Protocol,
  say,
  startConversation,
  startServer,
} from './rejoin.js';

const CALL_OF_V2 = {
  calls: [{ name: 'exec_command', args: { cmd: 'echo one; echo two >&2', login: false }, callId: 'c' }],
};
const CALL_OF_V1 = {
  calls: [{ name: 'shell', args: { command: ['sh', '-c', 'echo one; echo two >&2'] }, callId: 'c' }],
};
const TEXT = { deltas: ['so ', 'it ', 'is'], reasoning: 'thought' };

/** What a client that comes back has seen: the notifications of each connection, up to where it was cut off. */
class Wanderer {
  readonly seen: Placed[] = [];
  client: InProcessClient;
  readonly #read = new Map<InProcessClient, number>();

  constructor(client: InProcessClient) {
    this.client = client;
  }

  /** Takes what has come: of the notifications with a place, so many of the unread ones. */
  read(most = Number.POSITIVE_INFINITY): void {
    const placed = this.client.received.filter(isPlaced);
    const from = this.#read.get(this.client) ?? 0;
    const taken = placed.slice(from, from + most);
    this.#read.set(this.client, from + taken.length);
    this.seen.push(...taken);
  }
}

const step = fc.oneof(
  fc.record({ action: fc.constant('drop' as const), unread: fc.nat(8) }),
  fc.record({ action: fc.constantFrom('say' as const, 'breathe' as const, 'rest' as const), unread: fc.constant(0) }),
);

describe.each<Protocol>(['v1', 'v2'])('a client of %s', (protocol) => {
  test('that drops and attaches sees each notification once, wherever it was cut off', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 16 }), async (steps) => {
        await using s = await startServer(
          {},
          Array.from({ length: 40 }, (_, i) => (i % 2 ? TEXT : protocol === 'v1' ? CALL_OF_V1 : CALL_OF_V2)),
        );
        const steady = await s.client(protocol);
        const { id, path } = await startConversation(steady, protocol);
        const first = await s.client(protocol);
        let from = (await first.request<Attached>('turnwire/attach', nameOf(protocol, id))).seq;
        const wanderer = new Wanderer(first);
        let turns = 0;
        for (const { action, unread } of steps) {
          if (action === 'breathe') await new Promise((resolve) => setImmediate(resolve));
          else if (action === 'rest') await steady.until(() => endedTurns(steady.received) >= turns);
          else if (action === 'say') {
            await steady.until(() => endedTurns(steady.received) >= turns);
            await say(steady, protocol, id, `m${turns++}`);
          } else {
            wanderer.read(unread);
            const last = wanderer.seen.at(-1);
            await wanderer.client.leave();
            wanderer.client = await s.client(protocol);
            const place = last ? { afterSeq: last.seq, epoch: last.epoch } : {};
            const attached = await wanderer.client.request<Attached>('turnwire/attach', {
              ...nameOf(protocol, id),
              ...place,
            });
            if (last) expect(attached.reason).toBeNull();
            else from = attached.seq;
          }
        }
        await steady.until(() => endedTurns(steady.received) >= turns);
        await say(steady, protocol, id, 'last');
        await steady.until(() => endedTurns(steady.received) >= turns + 1);
        const all = steady.received.filter(isPlaced).filter(({ seq }) => seq > from);
        const lastOne = all.at(-1) as Placed;
        await wanderer.client.until((m) => isPlaced(m) && m.seq >= lastOne.seq);
        wanderer.read();
        expect(wanderer.seen.map(bare)).toEqual(all.map(bare));
        if (protocol === 'v1' && from === 999) expect(toldOf(wanderer.seen)).toEqual(await storedOf(path));
      }),
      { numRuns: 40 },
    );
  }, 240_000);
});

const bare = ({ method, params, seq, epoch }: Placed) => ({ method, params, seq, epoch });

const STORED = ['agent_message', 'agent_reasoning', 'turn_aborted'];

const toldOf = (seen: readonly Placed[]): unknown[] =>
  seen.flatMap(({ params }) => {
    const { msg } = params as { msg?: { type: string } };
    return msg && STORED.includes(msg.type) ? [msg] : [];
  });

const storedOf = async (path: string): Promise<unknown[]> =>
  (await readRollout(path)).flatMap(({ type, payload }) =>
    type === 'event_msg' && STORED.includes(String(payload.type)) ? [payload] : [],
  );

describe.each<Protocol>(['v1', 'v2'])('a snapshot comes with its reason, for a client of %s', (protocol) => {
  test.each([
    ['none_given', () => ({})],
    ['other_epoch', ({ seq }: Placed) => ({ afterSeq: seq, epoch: 'of-another-process' })],
    ['in_future', ({ seq, epoch }: Placed) => ({ afterSeq: seq + 1000, epoch })],
  ])('%s', async (reason, place) => {
    await using s = await startServer();
    const first = await s.client(protocol);
    const { id } = await startConversation(first, protocol);
    await say(first, protocol, id, 'hello');
    await first.until(() => endedTurns(first.received) === 1);
    const last = first.received.findLast(isPlaced) as Placed;
    const second = await s.client(protocol);
    const attached = await second.request<Attached>('turnwire/attach', { ...nameOf(protocol, id), ...place(last) });
    expect(attached).toMatchObject({ reason, epoch: last.epoch });
    expect(attached.seq).toBeGreaterThanOrEqual(last.seq);
    const shown = JSON.stringify(attached.initialMessages ?? attached.thread?.turns);
    expect(shown).toContain('hello');
    await say(second, protocol, id, 'again');
    await second.until(() => endedTurns(second.received) === 1);
    expect(second.received.filter(isPlaced).every(({ seq }) => seq > attached.seq)).toBe(true);
  });

  test('too_old: the beginning was before any client wanted places', async () => {
    await using s = await startServer();
    const plain = await s.client(protocol, false);
    const { id } = await startConversation(plain, protocol);
    await say(plain, protocol, id, 'hello');
    await plain.until(() => endedTurns(plain.received) === 1);
    expect(plain.received.some(isPlaced)).toBe(false);
    const client = await s.client(protocol);
    const { epoch } = await client.request<Attached>('turnwire/attach', nameOf(protocol, id));
    const attached = await client.request<Attached>('turnwire/attach', {
      ...nameOf(protocol, id),
      afterSeq: 1000,
      epoch,
    });
    expect(attached.reason).toBe('too_old');
  });

  test('a server that was started again loads the conversation, in another life', async () => {
    await using s = await startServer();
    const first = await s.client(protocol);
    const { id } = await startConversation(first, protocol);
    await say(first, protocol, id, 'hello');
    await first.until(() => endedTurns(first.received) === 1);
    const { seq, epoch } = first.received.findLast(isPlaced) as Placed;
    await s.restart();
    const second = await s.client(protocol);
    const attached = await second.request<Attached>('turnwire/attach', {
      ...nameOf(protocol, id),
      afterSeq: seq,
      epoch,
    });
    expect(attached.reason).toBe('other_epoch');
    expect(attached.epoch).not.toBe(epoch);
    expect(JSON.stringify(attached.initialMessages ?? attached.thread?.turns)).toContain('hello');
  });

  test('an open approval is sent again, and its answer counts', async () => {
    const call = protocol === 'v1' ? CALL_OF_V1 : CALL_OF_V2;
    await using s = await startServer({ approval_policy: 'untrusted' }, [call, TEXT]);
    const [steady, first] = [await s.client(protocol), await s.client(protocol)];
    const { id } = await startConversation(steady, protocol);
    const { seq, epoch } = await first.request<Attached>('turnwire/attach', nameOf(protocol, id));
    await say(steady, protocol, id, 'go');
    const asks = ({ method, id: request }: { method?: string; id?: unknown }) =>
      request !== undefined && /approval$/i.test(method ?? '');
    await first.until(asks);
    await first.leave();
    const second = await s.client(protocol);
    const place = { afterSeq: seq, epoch };
    expect(await second.request('turnwire/attach', { ...nameOf(protocol, id), ...place })).toMatchObject({
      reason: null,
    });
    const { id: request } = await second.until(asks);
    second.send({ id: request, result: { decision: protocol === 'v1' ? 'approved' : 'accept' } });
    await second.until(() => endedTurns(second.received) === 1);
    expect(second.received.filter(asks)).toHaveLength(1);
  });
});

test.each([
  [{}, 'params.threadId'],
  [{ threadId: ID(), conversationId: ID() }, 'params.threadId'],
  [{ threadId: ID(), afterSeq: 1 }, 'params.epoch'],
  [{ threadId: ID(), afterSeq: -1, epoch: 'e' }, 'params.afterSeq'],
  [{ threadId: 'none' }, 'params.threadId'],
])('%j is refused, and the answer names %s', async (params, path) => {
  await using s = await startServer();
  const client = await s.client('v2');
  client.send({ id: 'x', method: 'turnwire/attach', params });
  const { error } = await client.until(({ id }) => id === 'x');
  expect(error?.data).toMatchObject({ code: 'invalid_request', path });
});

test('a conversation that is nowhere cannot be attached to', async () => {
  await using s = await startServer();
  const client = await s.client('v1');
  client.send({ id: 'x', method: 'turnwire/attach', params: { conversationId: ID() } });
  const { error } = await client.until(({ id }) => id === 'x');
  expect(error?.data).toMatchObject({ code: 'rollout_not_found' });
});

test('a hundred clients of both protocols see the same events', async () => {
  await using s = await startServer({}, [CALL_OF_V1, TEXT]);
  const first = await s.client('v1');
  const { id } = await startConversation(first, 'v1');
  const clients: [Protocol, InProcessClient][] = [];
  for (let i = 0; i < 100; i++) {
    const protocol = i % 2 ? 'v1' : 'v2';
    const client = await s.client(protocol);
    await client.request<Attached>('turnwire/attach', nameOf(protocol, id));
    clients.push([protocol, client]);
  }
  await say(first, 'v1', id, 'go');
  await Promise.all(clients.map(([, client]) => client.until(() => endedTurns(client.received) === 1)));
  for (const protocol of ['v1', 'v2']) {
    const stories = clients.flatMap(([of, { received }]) =>
      of === protocol ? [JSON.stringify(received.filter(isPlaced).map(bare))] : [],
    );
    expect(new Set(stories).size).toBe(1);
    expect(stories).toHaveLength(50);
  }
});

function ID(): string {
  return '01990000-0000-7000-8000-000000000000';
}

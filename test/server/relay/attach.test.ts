import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startListening } from '../../support/listening.js';
import { startServer } from '../../support/server.js';
import { SocketClient } from '../../support/socket-client.js';
import { until } from '../../support/until.js';
import { type Attached, isPlaced, nameOf, type Placed, type Protocol } from '../rejoin.js';
import { bed } from '../stored.js';
import { INITIALIZE, type Started } from '../v2/session.js';

const bare = ({ method, params, seq, epoch }: Placed) => ({ method, params, seq, epoch });
const placed = (client: SocketClient): Placed[] => client.received.filter(isPlaced);

test.each<Protocol>(['v1', 'v2'])(
  'a client of %s that comes back to a server which relays gets exactly what it has missed',
  async (protocol) => {
    await using b = await bed(['uno', 'dos', 'tres', 'cuatro', 'cinco'].map((text) => ({ text })));
    await using owner = await startServer({ home: b.home });
    await owner.request('initialize', { ...INITIALIZE, turnwire: { seq: true } });
    const { thread } = await owner.request<Started>('thread/start', {});
    const path = join(b.home, 'second.sock');
    await using _second = await startListening({ home: b.home, listen: [`unix://${path}`] });
    const connect = async (): Promise<SocketClient> => {
      const client = await SocketClient.connect(path);
      const capabilities = protocol === 'v2' ? { capabilities: { experimentalApi: true } } : {};
      await client.request('initialize', {
        clientInfo: { name: 'test', version: '1' },
        ...capabilities,
        turnwire: { seq: true },
      });
      return client;
    };
    const attach = (client: SocketClient, last?: Placed) =>
      client.request<Attached>('turnwire/attach', {
        ...nameOf(protocol, thread.id),
        ...(last ? { afterSeq: last.seq, epoch: last.epoch } : {}),
      });
    const ended = (client: SocketClient): number =>
      placed(client).filter(({ method }) => /^(turn\/completed|codex\/event\/task_complete)$/.test(method ?? ''))
        .length;
    const turn = async (text: string, ...clients: SocketClient[]): Promise<void> => {
      const before = clients.map(ended);
      await owner.request('turn/start', { threadId: thread.id, input: [{ type: 'text', text }] });
      await owner.next((m) => m.method === 'turn/completed');
      for (const [n, client] of clients.entries()) await until('the turn', () => ended(client) > (before[n] as number));
    };
    await using steady = await connect();
    await attach(steady);
    const seen: Placed[] = [];
    let client = await connect();
    await attach(client);
    await turn('one', steady, client);
    // It has read everything, then the half of what came, then nothing.
    for (const read of [(all: Placed[]) => all.length, (all: Placed[]) => Math.floor(all.length / 2)]) {
      const came = placed(client);
      seen.push(...came.slice(0, read(came)));
      await client[Symbol.asyncDispose]();
      await turn('while it is away', steady);
      client = await connect();
      expect((await attach(client, seen.at(-1))).reason).toBeNull();
      await turn('when it is back', steady, client);
    }
    seen.push(...placed(client));
    await client[Symbol.asyncDispose]();
    expect(seen.map(bare)).toEqual(placed(steady).map(bare));
    await using stranger = await connect();
    const last = seen.at(-1) as Placed;
    expect((await attach(stranger, { ...last, seq: last.seq + 1000 })).reason).toBe('in_future');
  },
);

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type ConnectOptions, connectServer } from '../../clients/library/socket/index.js';
import { startListening } from '../support/listening.js';
import { startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';

const clientInfo = { name: 'library', version: '1' };
const urlOf = ({ stderr }: { stderr: string }) => /ws:\/\/[\d.:]+/.exec(stderr)?.[0] ?? '';

it('runs a turn over each kind of socket', async () => {
  await using folder = await scratchFolder('socket');
  const path = join(folder.path, 'socket');
  await using peer = await startModelPeer([{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
  const listen = ['unix://', `unix://${path}`, 'ws://127.0.0.1:0'];
  await using server = await startListening({ config: peer.config(), listen });
  const token = (await readFile(join(server.home, 'turnwire-websocket-token'), 'utf8')).trim();
  const places: Partial<ConnectOptions>[] = [
    { home: server.home },
    { url: `unix://${path}` },
    { url: urlOf(server), token },
  ];
  for (const place of places) {
    const client = await connectServer({ ...place, clientInfo });
    const thread = await client.startThread();
    const turn = thread.run('go');
    const methods: string[] = [];
    for await (const { method } of turn) methods.push(method);
    expect(await turn.result).toMatchObject({ status: 'completed' });
    expect(methods.at(-1)).toBe('turn/completed');
    await client.close();
    expect(await client.closed).toBeUndefined();
  }
});

it('says who refuses, and why', async () => {
  await using folder = await scratchFolder('home');
  const failing = (options: Partial<ConnectOptions>) => expect(connectServer({ ...options, clientInfo })).rejects;
  await failing({ home: folder.path }).toThrow();
  const reason = await connectServer({ home: folder.path, clientInfo }).catch((e: Error) => `${e.message} ${e.cause}`);
  expect(reason).toContain('no server listens on unix://');
  await failing({ url: 'http://x' }).toThrow('`http://x` is no address of a server');
  await using server = await startListening({ listen: ['ws://127.0.0.1:0'] });
  const refusal = await connectServer({ url: urlOf(server), token: 'wrong', clientInfo }).catch(
    (e: Error) => `${e.message} ${e.cause}`,
  );
  expect(refusal).toContain('refuses: 401 invalid websocket bearer token');
});

it('tells the end of the server, and connects to the next one when it shall', async () => {
  await using folder = await scratchFolder('home');
  await using peer = await startModelPeer([{ text: 'one' }, { text: 'two' }]);
  const options = { config: peer.config(), home: folder.path };
  await using first = await startListening(options);
  const plain = await connectServer({ home: folder.path, clientInfo });
  let restarts = 0;
  const restart = { onRestart: () => void restarts++ };
  const client = await connectServer({ home: folder.path, clientInfo, restart });
  const thread = await client.startThread();
  await thread.run('go').result;
  first.kill('SIGKILL');
  await first.exit;
  expect(await plain.closed).toBeInstanceOf(Error);
  await using _second = await startListening(options);
  expect(await thread.run('again').result).toMatchObject({ status: 'completed' });
  expect(restarts).toBe(1);
  await client.close();
});

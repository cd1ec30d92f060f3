import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startModelPeer } from '../../support/model-peer.js';
import { scratchFolder } from '../../support/scratch.js';
import { type Server, startServer } from '../../support/server.js';
import { until } from '../../support/until.js';
import { bed, converse, type Revived, spoken, turn } from '../stored.js';

const folderOf = (home: string) => join(home, 'turnwire-relay');

/** Names the socket and the file of the one owner. */
async function owner(home: string) {
  const folder = folderOf(home);
  const names = () => (existsSync(folder) ? readdirSync(folder) : []);
  await until('the socket', () => names().some((name) => name.endsWith('.json')));
  const of = (end: string) => join(folder, names().find((name) => name.endsWith(end)) as string);
  return { socket: of('.sock'), file: of('.json') };
}

const refuses = async (second: Server, first: Server, conversationId: string) =>
  expect(await second.refused('resumeConversation', { conversationId })).toMatchObject({
    code: -32600,
    data: { code: 'conversation_busy', id: conversationId, pid: first.child.pid },
  });

test('who does not know the secret gets a question, and no answer to anything else', async () => {
  await using b = await bed([{ text: 'uno' }]);
  await using first = await b.start();
  await converse(first, ['one']);
  const { socket: path, file } = await owner(b.home);
  const secret = JSON.parse(readFileSync(file, 'utf8')).secret as string;
  for (const sent of [
    `${JSON.stringify({ method: 'initialize', id: 1 })}\n`,
    `${secret} ${secret}\n`,
    'x'.repeat(10_000),
  ]) {
    const socket = connect(path);
    let got = '';
    socket.on('data', (chunk) => (got += String(chunk)));
    socket.on('error', () => {});
    socket.write(sent);
    await once(socket, 'close');
    expect(got).toMatch(/^[0-9a-f]{64}\n$/);
  }
});

test('a program that has put its own socket in the place of the owner learns no secret, and is not believed', async () => {
  await using b = await bed([{ text: 'uno' }]);
  await using first = await b.start();
  const { conversationId } = await converse(first, ['one']);
  const { socket: path, file } = await owner(b.home);
  const { secret } = JSON.parse(readFileSync(file, 'utf8')) as { secret: string };
  rmSync(path);
  let got = '';
  const impostor = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      got += String(chunk);
      socket.write(`${'0'.repeat(64)}\n`);
    });
    socket.write(`${'0'.repeat(64)}\n`);
  }).listen(path);
  try {
    await using second = await b.start();
    await refuses(second, first, conversationId);
    expect(got).toMatch(/^[0-9a-f]{64} [0-9a-f]{64}\n/);
    expect(got).not.toContain(secret);
    expect(got).not.toContain('initialize');
  } finally {
    impostor.close();
  }
});

test.each([
  ['a file', (path: string) => writeFileSync(path, '')],
  [
    'a link',
    (path: string) => {
      mkdirSync(`${path}-elsewhere`);
      symlinkSync(`${path}-elsewhere`, path);
    },
  ],
] as const)('where %s is in the place of the folder, a second server is refused as before', async (_, put) => {
  await using b = await bed([{ text: 'uno' }, { text: 'dos' }]);
  put(folderOf(b.home));
  await using first = await b.start();
  const { conversationId } = await converse(first, ['one']);
  await using second = await b.start();
  await refuses(second, first, conversationId);
  await turn(first, conversationId, 'two');
  if (existsSync(`${folderOf(b.home)}-elsewhere`)) expect(readdirSync(`${folderOf(b.home)}-elsewhere`)).toEqual([]);
});

test('servers of different versions do not relay', async () => {
  await using b = await bed([{ text: 'uno' }]);
  await using first = await b.start();
  const { conversationId } = await converse(first, ['one']);
  const { file } = await owner(b.home);
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), version: '0.0.1' }));
  await using second = await b.start();
  await refuses(second, first, conversationId);
});

test.runIf(process.platform === 'linux')(
  'a home with a path that is too long for a socket is no hindrance',
  async () => {
    await using scratch = await scratchFolder('long');
    await using peer = await startModelPeer([{ text: 'uno' }]);
    const home = join(scratch.path, ...Array.from({ length: 4 }, (_, n) => `${n}`.repeat(60)));
    mkdirSync(home, { recursive: true });
    const start = async () => {
      const server = await startServer({ home, config: peer.config() });
      await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
      return server;
    };
    await using first = await start();
    const { conversationId } = await converse(first, ['one']);
    await using second = await start();
    expect(spoken(await second.request<Revived>('resumeConversation', { conversationId }))).toEqual(['one', 'uno']);
  },
);

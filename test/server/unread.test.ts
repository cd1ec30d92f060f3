import { expect, it, test } from 'vitest';
import * as r from '../store/rollouts.js';
import { kindOf, type Message } from '../support/exchange.js';
import { peakMemory, quiet } from '../support/quiet.js';
import { type Server, startServer } from '../support/server.js';
import { until } from '../support/until.js';
import { bed } from './stored.js';

const TIME = '2025-01-01T00-00-00';
/** Megabytes of a conversation's file. Half of it is what clients are shown. */
const SIZE = 50;
/** Megabytes that a client may cost that reads slowly or not at all. */
const LIMIT = 64;

const longHistory = (megabytes: number): string[] =>
  Array.from({ length: megabytes * 5 }, (_, i) => {
    const text = `message ${i} `.padEnd(100_000, 'abcdefg ');
    return i % 2 === 0 ? r.said(text) : r.answered(text);
  }).flat();

it.each([
  ['short ones', 1500, 10, 0],
  ['long ones', 1500, 4000, 0],
  ['short ones behind large resumes', 1500, 10, 3],
])(
  'requests that come while nothing is read are all answered in the end: %s',
  async (_what, count, length, resumes) => {
    await using b = await bed();
    const path = await b.put(TIME, r.idOf(1), [r.meta(r.idOf(1)), ...longHistory(5)]);
    await using server = await b.start({ validate: false, deadlineMs: 50_000 });
    const readAgain = server.stopReading();
    const method = `no such method ${'x'.repeat(length)}`;
    for (let i = 0; i < resumes; i++)
      server.send({ id: `resume ${i}`, method: 'resumeConversation', params: { path } });
    for (let i = 0; i < count; i++) server.sendRaw(`${JSON.stringify({ id: `${i}`, method, params: {} })}\n`);
    await quiet(server.child.pid);
    readAgain();
    const isReply = (m: Message) => kindOf(m) === 'reply';
    await server.until('all replies', () => server.received(isReply).length === count + resumes + 1);
  },
);

/** The memory of a server when everything that it loads by itself is loaded. */
async function memoryAtRest(server: Server): Promise<number> {
  await until('the rest to be loaded', () => server.stderr.includes('everything is loaded'));
  await quiet(server.child.pid);
  return peakMemory(server.child.pid);
}

test('the memory stays bounded when a client sends 300,000 requests and never reads', async () => {
  await using server = await startServer({ validate: false, deadlineMs: 50_000 });
  const { child } = server;
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  await quiet(child.pid);
  const before = peakMemory(child.pid);
  child.stdout?.removeAllListeners('data').pause();
  const requests = Array.from({ length: 300_000 }, (_, id) => `{"id":${id},"method":"getUserAgent"}\n`);
  server.sendRaw(requests.join(''));
  await quiet(child.pid);
  expect(peakMemory(child.pid) - before).toBeLessThan(LIMIT);
  let replies = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) replies++;
  });
  child.stdout?.resume();
  await until('all replies', () => replies === requests.length, 50_000);
});

/** Reads 1 KB a second, `count` times. */
async function readSlowly({ child }: Server, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    child.stdout?.read(1024);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

test.each([
  ['never reads', 1, () => Promise.resolve()],
  ['reads 1 KB a second', 1, (server: Server) => readSlowly(server, 3)],
  ['never reads, beside five of them', 5, () => Promise.resolve()],
])('the memory stays bounded when a client %s beside a history of 50 MB', async (_what, count, read) => {
  await using b = await bed();
  const history = longHistory(SIZE);
  const paths: string[] = [];
  for (let i = 1; i <= count; i++) paths.push(await b.put(TIME, r.idOf(i), [r.meta(r.idOf(i)), ...history]));
  await using server = await b.start({ validate: false, deadlineMs: 50_000, env: { TURNWIRE_LOG: 'debug' } });
  await server.request('newConversation', {});
  const before = await memoryAtRest(server);
  const readAgain = server.stopReading();
  for (const path of paths) server.send({ id: path, method: 'resumeConversation', params: { path } });
  await quiet(server.child.pid);
  await read(server);
  await quiet(server.child.pid);
  // Half of it is the history itself.
  expect(peakMemory(server.child.pid) - before).toBeLessThan(LIMIT);
  readAgain();
  for (const path of paths) {
    await server.until('the reply', () => server.received((m) => m.id === path && m.result !== undefined).length === 1);
  }
});

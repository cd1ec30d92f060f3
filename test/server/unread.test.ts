import { expect, it, test } from 'vitest';
import * as r from '../store/rollouts.js';
import { kindOf } from '../support/exchange.js';
import { peakMemory, quiet } from '../support/quiet.js';
import { type Server, startServer } from '../support/server.js';
import { bed } from './stored.js';

const TIME = '2025-01-01T00-00-00';
/** Megabytes of a conversation's file. Half of it is what clients are shown. */
const SIZE = 50;
/** Megabytes that a client may cost that reads slowly or not at all. */
const LIMIT = 64;

it.each([
  ['short ones', 1500, 10],
  ['long ones', 1500, 4000],
  ['a great many', 20_000, 10],
])('requests that come while nothing is read are all answered in the end: %s', async (_what, count, length) => {
  await using server = await startServer({ validate: false, deadlineMs: 50_000 });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const readAgain = server.stopReading();
  const method = `no such method ${'x'.repeat(length)}`;
  for (let i = 0; i < count; i++) server.sendRaw(`${JSON.stringify({ id: `${i}`, method, params: {} })}\n`);
  await quiet(server.child.pid);
  readAgain();
  await server.until('all replies', () => server.received((m) => kindOf(m) === 'reply').length === count + 1);
});

const longHistory = (): string[] =>
  Array.from({ length: SIZE * 5 }, (_, i) => {
    const text = `message ${i} `.padEnd(100_000, 'abcdefg ');
    return i % 2 === 0 ? r.said(text) : r.answered(text);
  }).flat();

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
  const history = longHistory();
  const paths: string[] = [];
  for (let i = 1; i <= count; i++) paths.push(await b.put(TIME, r.idOf(i), [r.meta(r.idOf(i)), ...history]));
  await using server = await b.start({ validate: false, deadlineMs: 50_000 });
  await server.request('newConversation', {});
  await quiet(server.child.pid);
  const before = peakMemory(server.child.pid);
  const readAgain = server.stopReading();
  for (const path of paths) server.send({ id: path, method: 'resumeConversation', params: { path } });
  await quiet(server.child.pid);
  await read(server);
  await quiet(server.child.pid);
  // The text of the file and what is made of it, while one conversation is read.
  expect(peakMemory(server.child.pid) - before).toBeLessThan(3 * SIZE + LIMIT);
  readAgain();
  for (const path of paths) {
    await server.until('the reply', () => server.received((m) => m.id === path && m.result !== undefined).length === 1);
  }
});

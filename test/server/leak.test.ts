import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { OURS, type Server } from '../support/server.js';
import { until } from '../support/until.js';
import { bed, listen, type Revived } from './stored.js';

const HOOK = fileURLToPath(new URL('../../bench/lib/collect.cjs', import.meta.url));
/** Until the caches of the engine and of the server are full. */
const FIRST = 1000;
const CYCLES = 2000;
const MAX_BYTES = 1024;

type End = (server: Server, created: Revived) => Promise<unknown>;

const archive: End = (server, { conversationId, rolloutPath }) =>
  server.request('archiveConversation', { conversationId, rolloutPath });
const close: End = (server, { conversationId }) => server.request('turnwire/closeConversation', { conversationId });

type Begin = (server: Server) => Promise<Revived>;

const conversation: Begin = async (server) => {
  const created = await server.request<Revived>('newConversation', {});
  await listen(server, created.conversationId);
  return created;
};
const thread: Begin = async (server) => {
  const { thread: started } = await server.request<{ thread: { id: string; path: string } }>('thread/start', {});
  return { conversationId: started.id, rolloutPath: started.path, model: '', initialMessages: [] };
};
const threadEnd =
  (...methods: string[]): End =>
  async (server, { conversationId: threadId }) => {
    for (const method of methods) await server.request(method, { threadId });
  };

test.each([
  ['conversation that is archived', conversation, archive],
  ['conversation that is closed', conversation, close],
  [
    'thread that is left, resumed and archived',
    thread,
    threadEnd('thread/unsubscribe', 'thread/resume', 'thread/archive'),
  ],
] as [string, Begin, End][])(
  'a %s leaves less than a kilobyte behind',
  async (_, begin, end) => {
    await using b = await bed();
    const [node = '', ...program] = OURS;
    const command = [node, '--expose-gc', '--require', HOOK, ...program];
    await using server = await b.start({ command, deadlineMs: 120_000, env: { TURNWIRE_LOG: 'debug' } });
    const cycles = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n++) {
        await end(server, await begin(server));
        server.lines.length = 0; // or the test itself would be what grows
      }
    };
    let reports = 0;
    const heap = async (): Promise<number> => {
      server.kill('SIGUSR2');
      reports++;
      const report = () => [...server.stderr.matchAll(/^heap (\d+)$/gm)][reports - 1];
      return Number((await until('the report', report))[1]);
    };
    await cycles(FIRST);
    // What is loaded when the server has been idle is no leak.
    await until('the rest to be loaded', () => server.stderr.includes('everything is loaded'));
    const before = await heap();
    await cycles(CYCLES);
    const grown = async (): Promise<number> => ((await heap()) - before) / CYCLES;
    // What is still under way after the last cycle is no leak: a leak stays.
    for (let n = 0; n < 10 && (await grown()) >= MAX_BYTES; n++) await delay(200);
    expect(await grown()).toBeLessThan(MAX_BYTES);
  },
  300_000,
);

import { expect, test } from 'vitest';
import { textsIn } from '../support/history.js';
import { scratchFolder } from '../support/scratch.js';
import { type Server, startServer } from '../support/server.js';

const POINTS = Number(process.env.FAULT_POINTS ?? 300);
const WALKS = Math.ceil(POINTS / 10);
const STEPS = 40;

const CONFIG = 'model_provider = "scripted"\napproval_policy = "never"\nsandbox_mode = "danger-full-access"\n';
const REPLIES = [
  { deltas: ['a', 'b', 'c'], pace: 1 },
  { text: 'I look.', calls: [{ name: 'shell', args: { command: ['echo', 'hi'] } }] },
  { text: 'done' },
];

/** The same numbers each time for a seed. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Started {
  conversationId: string;
  rolloutPath: string;
}

/** Pipelined requests in any order, with kills and restarts in between. Gives what was accepted, and all that was sent. */
async function walk(seed: number): Promise<void> {
  const random = numbers(seed);
  await using home = await scratchFolder('home');
  await using work = await scratchFolder('work');
  const script = await home.write('script.json', JSON.stringify(Array.from({ length: 300 }, (_, n) => REPLIES[n % 3])));
  const env = { TURNWIRE_SCRIPT: script };
  const accepted: string[] = [];
  const sent: string[] = [];
  const start = async () => {
    const server = await startServer({ home: home.path, cwd: work.path, config: CONFIG, env, deadlineMs: 60_000 });
    await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
    return server;
  };
  /** Kills the server, and notes what it had accepted. */
  const kill = async (server: Server) => {
    server.kill('SIGKILL');
    await server.exit;
    const answered = new Set(server.received((m) => m.result !== undefined).map((m) => m.id));
    for (const { from, message } of server.lines) {
      const [item] = (message.params as { items?: { data: { text: string } }[] } | undefined)?.items ?? [];
      if (from === 'client' && item && answered.has(message.id)) accepted.push(item.data.text);
    }
  };
  let server = await start();
  const { conversationId, rolloutPath } = await server.request<Started>('newConversation', {});
  await server.request('addConversationListener', { conversationId });
  for (let step = 0; step < STEPS; step++) {
    const id = `s${step}`;
    const chance = random();
    if (chance < 0.55) {
      const text = `message ${step}.`;
      sent.push(text);
      server.send({
        id,
        method: 'sendUserMessage',
        params: { conversationId, items: [{ type: 'text', data: { text } }] },
      });
    } else if (chance < 0.68) server.send({ id, method: 'interruptConversation', params: { conversationId } });
    else if (chance < 0.75) server.send({ id, method: 'turnwire/closeConversation', params: { conversationId } });
    else if (chance < 0.82) server.send({ id, method: 'resumeConversation', params: { path: rolloutPath } });
    else if (chance < 0.86) server.send({ id, method: 'turnwire/compactConversation', params: { conversationId } });
    else if (chance < 0.93) await new Promise((resolve) => setTimeout(resolve, random() * 20));
    else {
      await kill(server);
      server = await start();
      await server.request('resumeConversation', { path: rolloutPath });
      await server.request('addConversationListener', { conversationId });
    }
  }
  await server.call('listConversations', {});
  await kill(server);
  const last = await start();
  await last.request('resumeConversation', { path: rolloutPath });
  last.closeInput();
  expect((await last.exit).code).toBe(0);
  const items = await textsIn(rolloutPath);
  const count = (text: string) => items.filter((item) => item === `user ${text}`).length;
  expect(accepted.filter((text) => count(text) !== 1)).toEqual([]);
  expect(sent.filter((text) => count(text) > 1)).toEqual([]);
}

test(`${WALKS} walks with kills and restarts lose no message that was accepted, and double none`, async () => {
  const failures: string[] = [];
  let seed = 1;
  const next = async (): Promise<void> => {
    while (seed <= WALKS) {
      const mine = seed++;
      await walk(mine).catch((e: unknown) => failures.push(`seed ${mine}: ${String(e).slice(0, 2_000)}`));
    }
  };
  await Promise.all([next(), next()]);
  expect(failures).toEqual([]);
});

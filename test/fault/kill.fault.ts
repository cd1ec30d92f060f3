import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from '../support/alive.js';
import type { Message } from '../support/exchange.js';
import { type InputItem, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { type Server, startServer } from '../support/server.js';

/** How many points of a session a server is killed at. */
const POINTS = Number(process.env.FAULT_POINTS ?? 300);

const PATCH = '*** Begin Patch\n*** Add File: made.txt\n+made\n*** End Patch';
const shell = (callId: string, ...command: string[]) => ({ name: 'shell', args: { command }, callId });

const REPLIES = [
  {
    text: 'answer 1',
    calls: [shell('echo', 'echo', 'hi'), shell('patch', 'apply_patch', PATCH), shell('short', 'sleep', '0.05')],
  },
  { text: 'answer 2' },
  { deltas: ['partial'], cut: 3, hold: true },
  { text: 'answer 3', calls: [shell('long', 'bash', '-c', 'echo $$ > pid; exec sleep 60')] },
];

interface Started {
  conversationId: string;
  rolloutPath: string;
}
interface Revived extends Started {
  initialMessages: { type: string; message?: string }[];
}

const say = (conversationId: string, text: string) => ({ conversationId, items: [{ type: 'text', data: { text } }] });

type Msg = { type: string; call_id?: string; message?: string };
const msgOf = ({ params }: Message) => (params as { msg?: Msg } | undefined)?.msg;

/** A session with everything in it: tools, a queued message, an interrupt, a command that runs to the end. */
async function session(server: Server): Promise<void> {
  const saw = (type: string, callId?: string) =>
    server.until(type, () =>
      server.received().some((m) => msgOf(m)?.type === type && (callId === undefined || msgOf(m)?.call_id === callId)),
    );
  const ended = (n: number) =>
    server.until('the end of a turn', () => {
      const ends = server.received().filter((m) => /^(task_complete|turn_aborted)$/.test(msgOf(m)?.type ?? ''));
      return ends.length >= n;
    });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const { conversationId } = await server.request<Started>('newConversation', {});
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', say(conversationId, 'message 1'));
  await saw('exec_command_begin', 'short');
  await server.request('sendUserMessage', say(conversationId, 'message 2'));
  await ended(1);
  await server.request('sendUserMessage', say(conversationId, 'message 3'));
  await saw('agent_message_delta');
  await server.until('the delta', () => server.received().some((m) => JSON.stringify(m).includes('partial')));
  server.send({ id: 'queued', method: 'sendUserMessage', params: say(conversationId, 'message 4') });
  await server.request('interruptConversation', { conversationId });
  await ended(2);
  await server.request('sendUserMessage', say(conversationId, 'message 5'));
  await saw('exec_command_begin', 'long');
  await server.until('the command runs', () => existsSync(join(server.work, 'pid')) || undefined).catch(() => {});
}

/** What clients know for sure: messages whose requests were answered, texts and ends of tools that they were shown. */
function known(server: Server) {
  const sent = new Map<unknown, string>();
  const accepted: string[] = [];
  const texts: string[] = [];
  const began: string[] = [];
  const ended: string[] = [];
  for (const { from, message } of server.lines) {
    if (from === 'client') {
      const { items } = (message.params ?? {}) as { items?: { data: { text: string } }[] };
      if (items?.[0]) sent.set(message.id, items[0].data.text);
      continue;
    }
    if (message.result !== undefined && sent.has(message.id)) accepted.push(sent.get(message.id) as string);
    const msg = msgOf(message);
    if (msg?.type === 'agent_message') texts.push(msg.message as string);
    if (/_begin$/.test(msg?.type ?? '')) began.push(msg?.call_id as string);
    if (/_end$/.test(msg?.type ?? '')) ended.push(msg?.call_id as string);
  }
  return { sent: [...sent.values()], accepted, texts, began, ended };
}

const textOf = ({ content = [] }: InputItem): string => content.map(({ text = '' }) => text).join('');
const times = (all: readonly unknown[], one: unknown): number => all.filter((other) => other === one).length;

/** Kills the server at the n-th line that it writes (0: never), and accounts for everything. Gives how many lines there were. */
async function killedAt(n: number, laterMs: number): Promise<number> {
  await using home = await scratchFolder('home');
  await using work = await scratchFolder('work');
  const peer = await startModelPeer(REPLIES);
  await home.write('config.toml', configFor(peer.config()));
  const server = await startServer({ home: home.path, cwd: work.path, deadlineMs: 60_000 });
  const done = session(server);
  const whole = done.then(
    () => {},
    () => {},
  );
  const reached = server.until(
    'the point',
    (lines) => n > 0 && lines.filter(({ from }) => from === 'server').length >= n,
  );
  await Promise.race([whole, reached.catch(() => {})]);
  if (n === 0) await done;
  if (laterMs > 0) await new Promise((resolve) => setTimeout(resolve, laterMs));
  server.kill('SIGKILL');
  await server.exit;
  await whole;
  void peer.problems;
  await peer[Symbol.asyncDispose]();
  await accountFor(server, home.path, work.path);
  return server.received().length;
}

const configFor = (text: string) =>
  text.replace('"untrusted"', '"never"').replace('"read-only"', '"danger-full-access"');

async function accountFor(server: Server, home: string, work: string): Promise<void> {
  const { sent, accepted, texts, began, ended } = known(server);
  const created = server.received().find((m) => (m.result as Started | undefined)?.rolloutPath);
  await using peer = await startModelPeer([{ text: 'afterwards' }]);
  void peer.problems;
  await using again = await startServer({ home, cwd: work, config: configFor(peer.config()), deadlineMs: 60_000 });
  await again.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  if (created === undefined) return;
  const { conversationId, rolloutPath } = created.result as Started;
  // No lease blocks.
  const revived = await again.request<Revived>('resumeConversation', { path: rolloutPath });
  await again.request('addConversationListener', { conversationId });
  await again.request('sendUserMessage', say(conversationId, 'last'));
  await again.until('the end', () => again.received().some((m) => msgOf(m)?.type === 'task_complete'));
  const shown = revived.initialMessages.filter(({ type }) => /_message$/.test(type)).map(({ message }) => message);
  const input = peer.requests.at(-1)?.body.input ?? [];
  const sentToModel = input.filter(({ type }) => type === 'message').map(textOf);
  for (const text of accepted) {
    expect({ text, shown: times(shown, text), model: times(sentToModel, text) }).toEqual({ text, shown: 1, model: 1 });
  }
  for (const text of sent) expect(times(sentToModel, text)).toBeLessThanOrEqual(1);
  for (const text of texts) {
    expect({ text, shown: times(shown, text), model: times(sentToModel, text) }).toEqual({ text, shown: 1, model: 1 });
  }
  const calls = input.filter(({ type }) => type === 'function_call').map(({ call_id }) => call_id as string);
  const outputs = input.filter(({ type }) => type === 'function_call_output');
  expect(outputs.map(({ call_id }) => call_id).sort()).toEqual([...calls].sort());
  expect(new Set(calls).size).toBe(calls.length);
  for (const id of began) expect(calls).toContain(id);
  for (const id of ended) {
    expect(JSON.stringify(outputs.find(({ call_id }) => call_id === id))).not.toContain('outcome is unknown');
  }
  if (ended.includes('patch')) expect(existsSync(join(work, 'made.txt'))).toBe(true);
  // No orphan.
  const pid = existsSync(join(work, 'pid')) ? readFileSync(join(work, 'pid'), 'utf8').trim() : '';
  if (pid !== '') await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  again.closeInput();
  await again.exit;
  expect(readdirSync(join(home, 'turnwire/leases'))).toEqual([]);
}

test(`a server that is killed at ${POINTS} points of a session loses nothing that a client knows of`, async () => {
  const lines = await killedAt(0, 0);
  expect(lines).toBeGreaterThan(30);
  const points = Array.from({ length: POINTS }, (_, i) => {
    // Few points are spread over the session; further rounds are killed a little after the line.
    const n = POINTS < lines ? 1 + Math.floor((i * lines) / POINTS) : 1 + (i % lines);
    return { n, laterMs: i < lines ? 0 : Math.random() * 8 };
  });
  const failures: string[] = [];
  const next = async (): Promise<void> => {
    for (let point = points.shift(); point; point = points.shift()) {
      const { n, laterMs } = point;
      await killedAt(n, laterMs).catch((e: unknown) =>
        failures.push(`line ${n} + ${laterMs.toFixed(1)} ms: ${String(e)}`),
      );
    }
  };
  await Promise.all([next(), next()]);
  expect(failures).toEqual([]);
});

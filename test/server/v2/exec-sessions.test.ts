import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ThreadItem } from '../../../generated-types/v2/index.js';
import { exec } from '../../conformance/v2/replies.js';
import { isAlive } from '../../support/alive.js';
import { type Server, startServer } from '../../support/server.js';
import { until } from '../../support/until.js';
import { INITIALIZE, received, threadSession, turnCompleted } from './session.js';

type Command = Extract<ThreadItem, { type: 'commandExecution' }>;

/** Leaves its own id and that of a child behind, and then waits for words. */
const CHILD = 'sleep 600 & echo "$$ $!" > pids; echo ready; while read word; do echo "heard $word"; done';
const LONG = exec(CHILD, { yield_time_ms: 300, tty: true });

const commands = (server: Server, event: 'started' | 'completed'): Command[] =>
  received(server).flatMap(({ method, params }) => {
    const { item } = (params ?? {}) as { item?: ThreadItem };
    return method === `item/${event}` && item?.type === 'commandExecution' ? [item] : [];
  });

/** The processes of the command, once it has said that it is ready. */
async function processesOf(work: string): Promise<number[]> {
  const file = join(work, 'pids');
  const read = () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').map(Number) : []);
  await until('the ids of the processes', () => read().length === 2);
  return read();
}

/** The last output of a call that the model got. */
const told = (input: readonly { type?: string; output?: unknown }[] = []): string =>
  String(input.findLast(({ type }) => type === 'function_call_output')?.output);

/** A thread whose command still runs after its turn. */
async function running() {
  const s = await threadSession({ replies: [{ calls: [LONG] }, { text: 'it runs' }] });
  await s.turn();
  const processes = await processesOf(s.server.work);
  const [started] = commands(s.server, 'started');
  if (!started?.processId) throw new Error('no session has begun');
  return Object.assign(s, { processes, started, session: Number(started.processId) });
}

const gone = (processes: readonly number[]) =>
  until('the end of the processes', () => !processes.some((pid) => isAlive(pid)));

test('a command that outlives its call and turn is read on and written to by later turns', async () => {
  await using s = await running();
  expect(told(s.peer.requests.at(-1)?.body.input)).toContain(`session ID ${s.session}`);
  expect(commands(s.server, 'completed')).toEqual([]);
  expect(s.processes.every((pid) => isAlive(pid))).toBe(true);

  const args = { session_id: s.session, chars: 'words\n', yield_time_ms: 1_000 };
  s.peer.add({ calls: [{ name: 'write_stdin', args }] }, { text: 'it heard' });
  await s.turn('speak');
  expect(told(s.peer.requests.at(-1)?.body.input)).toContain('heard words');
  expect(commands(s.server, 'completed')).toEqual([]);
  expect(commands(s.server, 'started')).toHaveLength(1);

  // The end of the input ends the loop; the item is that of the first turn.
  s.peer.add(
    { calls: [{ name: 'write_stdin', args: { ...args, chars: '\u0004', yield_time_ms: 5_000 } }] },
    { text: 'over' },
  );
  await s.turn('end it');
  await s.server.until('the item', () => commands(s.server, 'completed')[0]);
  expect(commands(s.server, 'completed')).toMatchObject([
    { id: s.started.id, status: 'completed', exitCode: 0, processId: s.started.processId },
  ]);
  expect(commands(s.server, 'completed')[0]?.aggregatedOutput).toContain('heard words');
});

test('an interrupted turn keeps what its command has printed, and the command of another turn', async () => {
  await using s = await running();
  s.peer.add({ calls: [exec('echo begun; sleep 600', { yield_time_ms: 30_000 })] });
  const { turn } = await s.start('wait');
  await s.server.until('output', () =>
    received(s.server).find(
      ({ method, params }) =>
        method === 'item/commandExecution/outputDelta' && (params as { delta: string }).delta.includes('begun'),
    ),
  );
  await s.server.request('turn/interrupt', { threadId: s.threadId, turnId: turn.id });
  await turnCompleted(s.server, turn.id);
  expect(commands(s.server, 'completed')).toMatchObject([{ status: 'failed', aggregatedOutput: 'begun\n' }]);
  expect(s.processes.every((pid) => isAlive(pid))).toBe(true);
});

test.each<[string, (server: Server, threadId: string) => Promise<unknown>]>([
  ['is archived', (server, threadId) => server.request('thread/archive', { threadId })],
  ['is deleted', (server, threadId) => server.request('thread/delete', { threadId })],
])('a command ends with its thread, when that %s', async (_, end) => {
  await using s = await running();
  await end(s.server, s.threadId);
  await gone(s.processes);
  await s.server.until('the item', () => commands(s.server, 'completed')[0]);
  expect(commands(s.server, 'completed')).toMatchObject([{ id: s.started.id, status: 'failed' }]);
});

test('no process of a session is left when the server ends', async () => {
  await using s = await running();
  s.server.closeInput();
  await s.server.exit;
  await gone(s.processes);
});

test('what a server that was killed has left behind is ended by the next one', async () => {
  await using s = await running();
  s.server.kill('SIGKILL');
  await s.server.exit;
  await using next = await startServer({ home: s.home });
  await next.request('initialize', INITIALIZE);
  await gone(s.processes);
});

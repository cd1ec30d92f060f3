import { expect, test } from 'vitest';
import type { CommandExecution } from '../../../src/domain/item.js';
import { isAlive } from '../../support/alive.js';
import { until } from '../../support/until.js';
import { exec, execSession, stdin } from './exec-session.js';

const DONE = { text: 'done' };
const quick = { yield_time_ms: 250 };

function commands(session: Awaited<ReturnType<typeof execSession>>, type: 'item-started' | 'item-completed') {
  return session
    .of(type)
    .flatMap(({ item, turnId }) =>
      item.type === 'command-execution' ? [{ item: item as CommandExecution, turnId }] : [],
    );
}

test('a command that ends in time: the words that models know, and one item', async () => {
  await using session = await execSession([exec('echo out; echo err >&2; exit 3'), DONE]);
  await session.turn('go');
  expect(session.output()).toMatch(
    /^Chunk ID: [0-9a-f]{6}\nWall time: \d+\.\d{4} seconds\nProcess exited with code 3\nOriginal token count: 2\nOutput:\nout\nerr\n$/,
  );
  const [started, ...more] = commands(session, 'item-started');
  const [completed, ...others] = commands(session, 'item-completed');
  expect([more, others]).toEqual([[], []]);
  expect(started?.item).toMatchObject({ id: 'call_1', source: 'unified-exec-startup', status: 'in-progress' });
  expect(completed?.item).toMatchObject({
    id: 'call_1',
    processId: started?.item.processId,
    status: 'failed',
    result: { aggregated: 'out\nerr\n', exitCode: 3 },
  });
});

test('a command that runs longer stays, outlives its turn, and its end belongs to the turn of its call', async () => {
  await using session = await execSession([
    exec('echo first; read line < fifo; echo "got $line"; exit 4', quick),
    DONE,
    { text: 'another turn' },
  ]);
  const { conversation } = session;
  const { execFileSync } = await import('node:child_process');
  execFileSync('mkfifo', ['fifo'], { cwd: conversation.settings.cwd });
  await session.turn('one');
  expect(session.output()).toMatch(/Process running with session ID \d+\nOriginal token count: 2\nOutput:\nfirst\n$/);
  const first = session.of('turn-ended')[0]?.turnId;
  expect(commands(session, 'item-completed')).toEqual([]);
  await session.turn('two');
  execFileSync('sh', ['-c', 'echo hello > fifo'], { cwd: conversation.settings.cwd });
  const completed = await until('the end of the command', () => commands(session, 'item-completed')[0]);
  expect(completed.turnId).toBe(first);
  expect(completed.item).toMatchObject({ status: 'failed', result: { aggregated: 'first\ngot hello\n', exitCode: 4 } });
  const deltas = session.of('output-delta').filter(({ chunk }) => chunk.toString() === 'got hello\n');
  expect(deltas.map(({ turnId }) => turnId)).toEqual([first]);
});

test('write_stdin writes, looks, and tells of the end once', async () => {
  await using session = await execSession([
    exec('while read x; do echo "<$x>"; done; exit 7', { ...quick, tty: true }),
    DONE,
  ]);
  await session.turn('one');
  const id = session.session();
  session.peer.add(
    stdin(id, { chars: 'a\nb\n' }),
    stdin(id, { chars: '\u0004' }, 'call_3'),
    stdin(id, {}, 'call_4'),
    DONE,
  );
  await session.turn('two');
  const [, written, ended, unknown] = session.outputs();
  expect(written).toMatch(/Process running with session ID \d+\nOriginal token count: 2\nOutput:\n<a>\n<b>\n$/);
  expect(ended).toMatch(/Process exited with code 7\nOriginal token count: 0\nOutput:\n$/);
  expect(unknown).toBe(`write_stdin failed: Unknown process id ${id}`);
  expect(session.of('terminal-interaction').map(({ itemId, stdin: chars }) => [itemId, chars])).toEqual([
    ['call_1', 'a\nb\n'],
    ['call_1', '\u0004'],
  ]);
  expect(commands(session, 'item-completed')).toHaveLength(1);
});

test('the next read reports an end that came between two reads', async () => {
  await using session = await execSession([exec('read x < fifo; echo bye; exit 5', quick), DONE]);
  const { execFileSync } = await import('node:child_process');
  const { cwd } = session.conversation.settings;
  execFileSync('mkfifo', ['fifo'], { cwd });
  await session.turn('one');
  execFileSync('sh', ['-c', 'echo > fifo'], { cwd });
  await until('the end', () => commands(session, 'item-completed')[0]);
  session.peer.add(stdin(session.session(), {}), DONE);
  await session.turn('two');
  expect(session.output()).toMatch(/Process exited with code 5\nOriginal token count: 1\nOutput:\nbye\n$/);
});

test('without tty there is nothing to write to, and Ctrl-C works all the same', async () => {
  await using session = await execSession([
    exec('trap "echo caught; exit 9" INT; while :; do sleep 0.05; done', quick),
    DONE,
  ]);
  await session.turn('one');
  const id = session.session();
  session.peer.add(stdin(id, { chars: 'x' }), stdin(id, { chars: '\u0003', yield_time_ms: 5000 }, 'call_3'), DONE);
  await session.turn('two');
  const [, refused, interrupted] = session.outputs();
  expect(refused).toBe(
    'write_stdin failed: stdin is closed for this session; rerun exec_command with tty=true to keep stdin open',
  );
  expect(interrupted).toContain('Process exited with code 9');
  expect(interrupted).toContain('caught');
});

test('an interrupt ends the command whose call runs, and no other', async () => {
  await using session = await execSession([
    exec('echo $$; sleep 1000', quick),
    exec('echo $$; sleep 1000', { yield_time_ms: 30_000 }, 'call_2'),
  ]);
  const { conversation, events } = session;
  (await conversation.submit([{ type: 'text', text: 'go' }])).begin();
  await session.event('both run', () => session.of('output-delta').length === 2);
  const [first, second] = session.of('output-delta').map(({ chunk }) => chunk.toString().trim());
  await conversation.interrupt();
  await until('the end of the second', () => !isAlive(second ?? ''));
  expect(isAlive(first ?? '')).toBe(true);
  const types = events.flatMap(({ body }) =>
    body.type === 'item-completed' || body.type === 'turn-ended' ? [body] : [],
  );
  const completed = types.findIndex((body) => body.type === 'item-completed' && body.item.id === 'call_2');
  const ended = types.findIndex(({ type }) => type === 'turn-ended');
  expect(completed).toBeGreaterThan(-1);
  expect(completed).toBeLessThan(ended);
  expect(commands(session, 'item-completed').map(({ item }) => item.id)).toEqual(['call_2']);
  expect(conversation.terminals.list()).toMatchObject([{ itemId: 'call_1', command: 'echo $$; sleep 1000' }]);
});

test('the end of the conversation ends its sessions: items are completed, processes are gone', async () => {
  await using session = await execSession([exec('echo $$; sleep 1000', quick), DONE]);
  await session.turn('go');
  const pid = session.of('output-delta')[0]?.chunk.toString().trim() ?? '';
  expect(isAlive(pid)).toBe(true);
  await session.conversation.shutDown();
  const [completed, ...more] = commands(session, 'item-completed');
  expect(more).toEqual([]);
  expect(completed?.item).toMatchObject({ status: 'failed', result: { aggregated: `${pid}\n`, exitCode: -1 } });
  const order = session.events.map(({ body }) => body.type);
  expect(order.indexOf('item-completed')).toBeLessThan(order.indexOf('closed'));
  await until('the end of the process', () => !isAlive(pid));
  expect(session.events.at(-1)?.body.type).toBe('closed');
});

test('a session can be ended from outside', async () => {
  await using session = await execSession([exec('sleep 1000', quick), DONE]);
  await session.turn('go');
  const { terminals } = session.conversation;
  const [terminal] = terminals.list();
  expect(terminals.terminate('4')).toBe(false);
  expect(terminals.terminate(terminal?.processId ?? '')).toBe(true);
  expect(commands(session, 'item-completed')).toMatchObject([{ item: { status: 'failed', result: { exitCode: -1 } } }]);
  expect(terminals.list()).toEqual([]);
  await until('the end of the process', () => !isAlive(terminal?.pid ?? ''));
});

test('the model reads no more than it wants, and clients get all', async () => {
  await using session = await execSession([
    exec('seq 1 300', { max_output_tokens: 50 }),
    exec('seq 1 30000', {}, 'call_2'),
    DONE,
  ]);
  await session.turn('go');
  const [short, long] = session.outputs();
  expect(short).toContain(
    'Original token count: 273\nOutput:\nWarning: truncated output (original token count: 273)\nTotal output lines: 300\n\n1\n2\n',
  );
  expect(short).toContain('36\n3…223 tokens truncated…276\n');
  expect(long?.length).toBeLessThan(41_000);
  const all = `${Array.from({ length: 30_000 }, (_, at) => at + 1).join('\n')}\n`;
  expect(commands(session, 'item-completed')[1]?.item.result?.aggregated).toBe(all);
});

test('arguments that cannot be read, and a folder that is not there', async () => {
  await using session = await execSession([
    { calls: [{ name: 'exec_command', args: { command: 'x' }, callId: 'call_1' }] },
    exec('pwd', { workdir: '/nosuch' }, 'call_2'),
    exec('echo hi', { sandbox_permissions: 'require_escalated' }, 'call_3'),
    DONE,
  ]);
  await session.turn('go');
  const [unread, missing, escalated] = session.outputs();
  expect(unread).toMatch(/^failed to parse function arguments: cmd: /);
  expect(missing).toBe('execution error: the folder /nosuch does not exist');
  expect(escalated).toBe(
    'approval policy is Never; reject command — you cannot ask for escalated permissions if the approval policy is Never',
  );
  expect(commands(session, 'item-completed').map(({ item }) => [item.id, item.status])).toEqual([['call_2', 'failed']]);
});

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { HookCompletedNotification } from '../../../generated-types/v2/index.js';
import { hookSession, linesOf, runs, says, tells } from './hooks.js';
import { received, turnCompleted } from './session.js';

type Session = Awaited<ReturnType<typeof hookSession>>;

const sleeps = { calls: [{ name: 'shell', args: { command: ['sleep', '60'] }, callId: 'call_1' }] };

/** Starts a turn, and interrupts it while its command runs. */
async function interrupted(s: Session) {
  const { turn } = await s.start();
  await s.server.until('the start of the command', (lines) =>
    lines.find(
      ({ message }) => message.method === 'item/started' && JSON.stringify(message).includes('commandExecution'),
    ),
  );
  await s.server.request('turn/interrupt', { threadId: s.threadId, turnId: turn.id });
  return turnCompleted(s.server, turn.id);
}

/** What clients are told of, in order. */
const order = (s: Session, ...methods: string[]): string[] =>
  received(s.server).flatMap(({ method = '' }) => (methods.includes(method) ? [method] : []));

test('hooks see an interrupt after the command has ended and before the turn has, and cannot prevent it', async () => {
  await using s = await hookSession(
    {
      Interrupt: {
        matcher: 'never',
        command: `${tells('interrupt')}; ${says({ continue: false, systemMessage: 'oh' })}`,
      },
    },
    { replies: [sleeps], params: { model: 'gpt-5' } },
  );
  const turn = await interrupted(s);
  expect(turn.status).toBe('interrupted');
  expect(s.told('interrupt')).toEqual([
    {
      session_id: s.threadId,
      turn_id: turn.id,
      transcript_path: s.started.thread.path,
      cwd: s.server.work,
      hook_event_name: 'Interrupt',
      model: 'gpt-5',
      permission_mode: 'bypassPermissions',
    },
  ]);
  expect(runs(s.server, 'hook/completed')).toMatchObject([
    { eventName: 'interrupt', scope: 'turn', status: 'completed', entries: [{ kind: 'warning', text: 'oh' }] },
  ]);
  expect(order(s, 'hook/started', 'hook/completed', 'turn/completed')).toEqual([
    'hook/started',
    'hook/completed',
    'turn/completed',
  ]);
});

test('a hook of an interrupt that hangs has one second', async () => {
  await using s = await hookSession(
    { Interrupt: { command: 'sleep 60' } },
    { replies: [sleeps], params: { model: 'gpt-5' } },
  );
  expect((await interrupted(s)).status).toBe('interrupted');
  expect(runs(s.server, 'hook/completed')).toMatchObject([
    { status: 'failed', entries: [{ kind: 'error', text: 'hook timed out after 1s' }] },
  ]);
});

test('hooks see the end of a thread that is archived, also of one without turns', async () => {
  await using s = await hookSession(
    { SessionEnd: { command: tells('end') }, Interrupt: { command: tells('interrupt') } },
    { replies: [{ text: 'done' }] },
  );
  await s.turn();
  await s.server.request('thread/archive', { threadId: s.threadId });
  expect(s.told('end')).toEqual([
    {
      session_id: s.threadId,
      transcript_path: s.started.thread.path,
      cwd: s.server.work,
      hook_event_name: 'SessionEnd',
      reason: 'other',
    },
  ]);
  const told = received(s.server).flatMap(({ method, params }) =>
    method === 'hook/completed' ? [params as HookCompletedNotification] : [],
  );
  expect(told).toMatchObject([
    { threadId: s.threadId, turnId: null, run: { eventName: 'sessionEnd', scope: 'thread', status: 'completed' } },
  ]);
  const { thread } = await s.server.request<{ thread: { id: string } }>('thread/start', {});
  await s.server.request('thread/archive', { threadId: thread.id });
  expect(s.told('end').map((input) => input.session_id)).toEqual([s.threadId, thread.id]);
  expect(s.told('interrupt')).toEqual([]);
});

test('hooks see the end of all threads when the server ends, and an untrusted one does not run', async () => {
  await using s = await hookSession(
    { SessionEnd: { command: tells('end') }, Interrupt: { command: tells('interrupt'), trust: 'untrusted' } },
    { replies: [sleeps], params: { model: 'gpt-5' } },
  );
  const { thread } = await s.server.request<{ thread: { id: string } }>('thread/start', {});
  await interrupted(s);
  s.server.closeInput();
  await s.server.exit;
  expect(new Set(s.told('end').map((input) => input.session_id))).toEqual(new Set([s.threadId, thread.id]));
  expect(existsSync(join(s.out, 'interrupt'))).toBe(false);
});

test('nothing waits for an async hook, nothing that it says counts, and clients do not see it', async () => {
  await using s = await hookSession(
    {
      PreToolUse: {
        async: true,
        command: `while [ ! -e "$OUT/go" ]; do sleep 0.05; done; ${tells('tool')}; echo no >&2; exit 2`,
      },
      Stop: { async: true, command: `${tells('stop')}; ${says({ decision: 'block', reason: 'go on' })}` },
    },
    {
      replies: [
        { calls: [{ name: 'shell', args: { command: ['bash', '-c', 'echo ran'] }, callId: 'call_1' }] },
        { text: 'done' },
      ],
      params: { model: 'gpt-5' },
    },
  );
  expect((await s.turn()).status).toBe('completed');
  expect(JSON.stringify(s.peer.requests.at(-1)?.body.input)).toContain('ran');
  expect(linesOf(join(s.out, 'tool'))).toEqual([]);
  await writeFile(join(s.out, 'go'), '');
  await vi.waitFor(() => expect([...s.told('tool'), ...s.told('stop')]).toHaveLength(2), 10_000);
  expect(s.told('tool')).toMatchObject([{ hook_event_name: 'PreToolUse', tool_name: 'Bash' }]);
  expect(order(s, 'hook/started', 'hook/completed')).toEqual([]);
});

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { exec } from '../conformance/v2/replies.js';
import { threadSession } from '../server/v2/session.js';
import { isAlive } from '../support/alive.js';
import { until } from '../support/until.js';

/** In the command line of the processes of this test alone. */
const MARK = `session-of-${process.pid}`;
/** Ends with 9 at a Ctrl-C. */
const LOOP = `: ${MARK}; trap "echo caught; exit 9" INT; echo ready; while :; do sleep 0.05; done`;

type Session = Awaited<ReturnType<typeof threadSession>>;

const outputs = (s: Session): string[] =>
  (s.peer.requests.at(-1)?.body.input ?? [])
    .filter(({ type }) => type === 'function_call_output')
    .map(({ output }) => String(output));

const sandboxed = (tty: boolean) =>
  threadSession({
    replies: [{ calls: [exec(LOOP, { yield_time_ms: 500, tty })] }, { text: 'it runs' }],
    params: { approvalPolicy: 'never', sandbox: 'workspace-write' },
  });

test.each([false, true])('Ctrl-C reaches a command of a session in the sandbox (tty: %s)', async (tty) => {
  await using s = await sandboxed(tty);
  await s.turn();
  const [running] = outputs(s);
  expect(running).toContain('ready');
  const session = Number(/session ID (\d+)/.exec(running ?? '')?.[1]);
  const args = { session_id: session, chars: '\u0003', yield_time_ms: 10_000 };
  s.peer.add({ calls: [{ name: 'write_stdin', args }] }, { text: 'it ended' });
  await s.turn('end it');
  expect(outputs(s).at(-1)).toContain('caught');
  expect(outputs(s).at(-1)).toContain('Process exited with code 9');
});

test('a sandboxed session ends with its thread, and leaves no process behind', async () => {
  await using s = await sandboxed(false);
  await s.turn();
  const items = s.server.lines.flatMap(({ message }) => {
    const { item } = (message.params ?? {}) as { item?: { type: string; processId?: string } };
    return message.method === 'item/started' && item?.type === 'commandExecution' ? [item] : [];
  });
  expect(items[0]?.processId).toBeTruthy();
  const pids = execFileSync('pgrep', ['-f', MARK], { encoding: 'utf8' }).trim().split('\n').map(Number);
  expect(pids.length).toBeGreaterThan(0);
  await s.server.request('thread/archive', { threadId: s.threadId });
  await until('the end of the processes', () => !pids.some((pid) => isAlive(pid)));
});

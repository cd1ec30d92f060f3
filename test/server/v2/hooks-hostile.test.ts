import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HooksListResponse } from '../../../generated-types/v2/index.js';
import { isAlive } from '../../support/alive.js';
import { scratchFolder } from '../../support/scratch.js';
import { until } from '../../support/until.js';
import { hookSession, hooksTables, linesOf, outputs, runs, tells, trustOf } from './hooks.js';
import { threadSession } from './session.js';

const run = (cmd: string) => ({ calls: [{ name: 'exec_command', args: { cmd } }] });
const done = { text: 'done' };

test.each([
  ['hangs', 'sleep 60', 'hook timed out after 1s'],
  ['floods its stdout', 'yes', 'hook timed out after 1s'],
  ['crashes', 'kill -9 $$', 'hook exited without a status code'],
  ['exits with another code', 'echo no >&2; exit 1', 'hook exited with code 1'],
  ['exits with 2 and says nothing', 'exit 2', 'did not write a blocking reason to stderr'],
  ['says broken JSON', `echo '{"decision": "block", "reason"'`, 'hook returned invalid pre-tool-use JSON output'],
  ['says more than is known', `echo '{"decision":"block","reason":"no","more":1}'`, 'hook returned invalid'],
  ['blocks without a reason', `echo '{"decision":"block","reason":" "}'`, 'without a non-empty reason'],
  ['speaks for another event', `echo '{"hookSpecificOutput":{"hookEventName":"Stop"}}'`, 'hook returned invalid'],
  ['is no program', '/no/such/program', 'hook exited with code 127'],
  ['leaves a child that holds its output open', 'sleep 60 & exit 1', 'hook exited with code 1'],
])('a hook that %s stops nothing', async (_, command, error) => {
  await using s = await hookSession({ PreToolUse: { command, timeout: 1 } }, { replies: [run('touch made'), done] });
  expect(await s.turn()).toMatchObject({ status: 'completed' });
  expect(existsSync(join(s.server.work, 'made'))).toBe(true);
  expect(runs(s.server, 'hook/completed')).toMatchObject([
    { status: 'failed', entries: [{ kind: 'error', text: expect.stringContaining(error) }] },
  ]);
});

test('a hook that exits with 2 blocks with what it says on its stderr', async () => {
  const command = 'echo "never on Fridays" >&2; exit 2';
  await using s = await hookSession({ PreToolUse: { command } }, { replies: [run('touch made'), done] });
  await s.turn();
  expect(existsSync(join(s.server.work, 'made'))).toBe(false);
  expect(outputs(s.peer.requests)).toEqual([expect.stringContaining('never on Fridays')]);
});

test('a hook ends with its turn, and its call does not run', async () => {
  const command = 'echo $$ > "$OUT/pid"; sleep 60';
  await using s = await hookSession({ PreToolUse: { command } }, { replies: [run('touch made')] });
  const { turn } = await s.start();
  const pid = await until('the hook', () => linesOf(join(s.out, 'pid'))[0]);
  await s.server.request('turn/interrupt', { threadId: s.threadId, turnId: turn.id });
  await until('the end of the hook', () => (isAlive(Number(pid)) ? undefined : true));
  expect(existsSync(join(s.server.work, 'made'))).toBe(false);
  await until('its end on the wire', () => runs(s.server, 'hook/completed')[0]);
});

test('a hook sees no secret of the environment, and reads nothing of the server (C490)', async () => {
  const command = 'cat > "$OUT/in"; env > "$OUT/env"; exit 0';
  await using s = await hookSession(
    { PreToolUse: { command } },
    { replies: [run('true'), done], env: { MY_API_KEY: 'top secret', HARMLESS: 'yes' } },
  );
  await s.turn();
  const env = readFileSync(join(s.out, 'env'), 'utf8');
  expect(env).toContain('HARMLESS=yes');
  expect(env).not.toContain('top secret');
  expect(JSON.parse(readFileSync(join(s.out, 'in'), 'utf8'))).toMatchObject({ hook_event_name: 'PreToolUse' });
});

test('a text for the model that is too long is cut', async () => {
  const output = `{"hookSpecificOutput":{"hookEventName":"PreToolUse","additionalContext":"`;
  const command = `printf '%s' '${output}'; yes a | head -c 100000 | tr -d '\\n'; printf '"}}'`;
  await using s = await hookSession(
    { PreToolUse: { command, additionalContextLimit: 10 } },
    { replies: [run('true'), done] },
  );
  await s.turn();
  const input = JSON.stringify(s.peer.requests.at(-1)?.body.input);
  expect(input).toContain(`${'a'.repeat(40)}\\n[... omitted`);
  expect(input).not.toContain('a'.repeat(41));
});

test.each([
  ['a project that is not trusted', 'untrusted', true, []],
  ['a trusted project that is not trusted itself', 'trusted', false, ['untrusted']],
  ['a trusted project, trusted itself', 'trusted', true, ['trusted']],
] as const)('the hook of %s', async (_, level, isTrusted, expected) => {
  await using work = await scratchFolder('work');
  await using out = await scratchFolder('out');
  const command = tells('ran').replaceAll('$OUT', out.path);
  const path = await work.write('.codex/config.toml', hooksTables({ PreToolUse: { command } }));
  const trust = isTrusted ? trustOf(path, { PreToolUse: { command } }) : '';
  const config = `[projects."${work.path}"]\ntrust_level = "${level}"\n${trust}`;
  await using s = await threadSession({ cwd: work.path, config, replies: [run('true'), done, run('true'), done] });
  await s.turn();
  const runsIt = expected[0] === 'trusted';
  expect(linesOf(join(out.path, 'ran'))).toHaveLength(runsIt ? 1 : 0);
  const { data } = await s.server.request<HooksListResponse>('hooks/list', { cwds: [work.path] });
  expect(data[0]?.hooks.map(({ trustStatus }) => trustStatus)).toEqual(expected);
  // It is changed: what was trusted is not there any more.
  await work.write('.codex/config.toml', hooksTables({ PreToolUse: { command: `${command}; true` } }));
  await s.turn();
  expect(linesOf(join(out.path, 'ran'))).toHaveLength(runsIt ? 1 : 0);
});

import { expect, test } from 'vitest';
import { SessionGrants } from '../../../src/core/conversation/grants.js';
import type { ConversationSettings, ToolContext } from '../../../src/core/ports/index.js';
import type { ReadLimits } from '../../../src/domain/policies.js';
import { WorkspacePins } from '../../../src/process/sandbox/workspace-pins.js';
import { SandboxUnavailable } from '../../../src/process/unavailable.js';
import { PatchJournal } from '../../../src/tools/patch/journal.js';
import { PermissionSet } from '../../../src/tools/permissions/permission-set.js';
import { TurnPermissions } from '../../../src/tools/permissions/turn-permissions.js';
import { CommandRules } from '../../../src/tools/rules/command-rules.js';
import type { CommandRequest, CommandRunner } from '../../../src/tools/shell/command-runner.js';
import { runShell } from '../../../src/tools/shell/shell.js';
import * as words from '../../../src/tools/shell-words/index.js';

/** A machine on which no sandbox can be built. */
function machine(
  approvalPolicy: ConversationSettings['approvalPolicy'],
  answer: 'accept' | 'decline',
  limits: ReadLimits = {},
) {
  const asked: (string | undefined)[] = [];
  const bare: string[] = [];
  const runner = {
    run: async ({ argv, sandboxed }: CommandRequest) => {
      if (sandboxed) throw new SandboxUnavailable('no bubblewrap');
      bare.push(argv.join(' '));
      return { kind: 'exited', exitCode: 0, stdout: 'ran', stderr: '', aggregated: 'ran', durationMs: 1 } as const;
    },
  } as unknown as CommandRunner;
  const context = {
    settings: {
      approvalPolicy,
      cwd: '/ws',
      sandboxPolicy: { mode: 'read-only', ...limits },
      environment: { useProfile: false },
    } as ConversationSettings,
    grants: new SessionGrants(),
    now: () => 0,
    signal: new AbortController().signal,
    emit: () => {},
    emitLate: () => {},
    requestInput: async () => null,
    attachImage: () => {},
    requestApproval: async (_item, request) => {
      asked.push(request.reason);
      return answer;
    },
  } satisfies ToolContext;
  const run = async (command: string[]) => {
    const result = await runShell(
      { callId: 'c', kind: 'function', name: 'shell', input: '' },
      { command, workdir: undefined, timeoutMs: 1000, escalated: false, justification: undefined },
      context,
      {
        runner,
        words: async () => words,
        rules: new CommandRules('/home'),
        patch: {
          codexHome: '/home',
          env: {},
          journal: new PatchJournal('/home'),
          pins: new WorkspacePins(),
          turn: { writing: false },
        },
        pins: new WorkspacePins(),
        permissions: new TurnPermissions(new PermissionSet()),
      },
    );
    return typeof result === 'string' ? result : result.output;
  };
  return { run, asked, bare };
}

test.each(['on-request', 'on-failure'] as const)(
  '%s: without a sandbox the user is asked, with the reason, before anything runs',
  async (policy) => {
    const denied = machine(policy, 'decline');
    expect(await denied.run(['touch', 'x'])).toBe('exec command rejected by user');
    expect(denied.asked).toEqual(['no sandbox is available here (no bubblewrap); run without one?']);
    expect(denied.bare).toEqual([]);
    const approved = machine(policy, 'accept');
    expect(await approved.run(['touch', 'x'])).toContain('ran');
    expect(approved.bare).toEqual(['touch x']);
  },
);

// C225
test.each(
  (['untrusted', 'on-request', 'on-failure'] as const).flatMap((policy) =>
    [['ls'], ['cat', '/home/auth.json'], ['bash', '-lc', 'cat ~/.ssh/id'], ['grep', '-r', 'x'], ['head', 'x']].map(
      (command) => ({ policy, command }),
    ),
  ),
)('$policy: a known command is asked for as well where it cannot be sandboxed: $command', async (row) => {
  const { run, asked, bare } = machine(row.policy, 'decline');
  await run(row.command);
  expect(asked).toHaveLength(1);
  expect(bare).toEqual([]);
});

test('never: without a sandbox the command is refused to the model and does not run', async () => {
  const { run, asked, bare } = machine('never', 'accept');
  expect(await run(['touch', 'x'])).toBe('exec command rejected: "no sandbox is available here: no bubblewrap"');
  expect(asked).toEqual([]);
  expect(bare).toEqual([]);
});

test.each(
  (['untrusted', 'on-request', 'on-failure', 'never'] as const).flatMap((policy) => [
    { policy, command: ['touch', 'x'], limits: { unreadable: ['/home/secrets'] } },
    { policy, command: ['git', 'status'], limits: { unreadable: ['/home/secrets'] } },
    { policy, command: ['git', 'status'], limits: { readable: [':minimal', '/ws'] } },
  ]),
)('$policy: no approval lets $command run without a sandbox where not everything may be read: $limits', async (row) => {
  const { run, bare } = machine(row.policy, 'accept', row.limits);
  expect(await run(row.command)).toBe('exec command rejected: "no sandbox is available here: no bubblewrap"');
  expect(bare).toEqual([]);
});

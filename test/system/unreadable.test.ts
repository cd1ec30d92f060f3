import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { everythingReadable } from '../../src/domain/permissions.js';
import type { SandboxPolicy } from '../../src/domain/policies.js';
import { exec } from '../conformance/v2/replies.js';
import { threadSession } from '../server/v2/session.js';
import { type Setup, setUp, USERS, workspaceWrite } from './sandbox-setup.js';

const HIDDEN = 'HIDDEN';

describe.each(USERS)('as $name', (user) => {
  async function hidden(): Promise<Setup & { readonly paths: string[] }> {
    const setup = await setUp({ user });
    await mkdir(join(setup.ws, 'folder/below'), { recursive: true });
    await writeFile(join(setup.ws, 'file'), HIDDEN);
    await writeFile(join(setup.ws, 'folder/below/file'), HIDDEN);
    await writeFile(join(setup.outside, 'hidden'), HIDDEN);
    await symlink(join(setup.outside, 'hidden'), join(setup.ws, 'link'));
    if (user.uid !== undefined) execFileSync('chown', ['-R', `${user.uid}:${user.uid}`, setup.ws, setup.outside]);
    const paths = [join(setup.ws, 'file'), join(setup.ws, 'folder'), join(setup.ws, 'link')];
    return Object.assign(setup, { paths });
  }

  test.each([
    [
      'workspace-write',
      (unreadable: string[]): SandboxPolicy => ({ ...workspaceWrite(), unreadable }) as SandboxPolicy,
    ],
    ['read-only', (unreadable: string[]): SandboxPolicy => ({ mode: 'read-only', unreadable })],
    [
      'what the user lets run freely',
      (unreadable: string[]): SandboxPolicy => everythingReadable({ mode: 'read-only', unreadable }),
    ],
  ])('nothing that is hidden is read, whichever way leads there: %s', async (_, policy) => {
    await using setup = await hidden();
    const { ws, outside, paths } = setup;
    const tries = [
      ...[
        'cat file',
        'cat link',
        `cat ${outside}/hidden`,
        'cat folder/below/file',
        'ls folder',
        'cd folder',
        'cp -r folder /tmp',
      ],
      ...[`cat /proc/self/root${ws}/file`, `cat /proc/self/cwd/file`, `cat /proc/$PPID/root${ws}/file`],
      ...['ln file other && cat other', 'mv file other && cat other', 'mv folder other && cat other/below/file'],
      ...[
        'rm -f file && cat file',
        'chmod 777 file folder; cat file folder/below/file',
        `mv ${ws} ${ws}2 && cat ${ws}2/file`,
      ],
      ...[`umount ${ws}/file; cat file`, `umount ${ws}/folder; cat folder/below/file`],
      ...[
        `unshare -Urm sh -c "umount ${ws}/file; cat ${ws}/file"`,
        'echo x > file',
        'echo x > folder/new',
        'mkdir folder/new',
      ],
    ];
    for (const script of tries) {
      const { stdout, exitCode } = await setup.bash(script, policy(paths));
      expect(stdout, script).not.toContain(HIDDEN);
      expect(exitCode, script).not.toBe(0);
    }
    expect(await setup.read('ws/file')).toBe(HIDDEN);
    expect(await setup.read('ws/folder/below/file')).toBe(HIDDEN);
    expect(await setup.read('outside/hidden')).toBe(HIDDEN);
    expect((await setup.bash(`cat ${outside}/file`, policy(paths))).stdout).toBe('untouched');
  });

  test('what is hidden and missing cannot be made, and a root in a hidden folder opens nothing', async () => {
    await using setup = await hidden();
    const unreadable = [join(setup.ws, 'missing'), join(setup.ws, 'folder')];
    const policy = {
      ...workspaceWrite({ writable_roots: [join(setup.ws, 'folder/below')] }),
      unreadable,
    } as SandboxPolicy;
    for (const script of [
      'mkdir missing',
      'echo x > missing',
      'ln -s file missing',
      'cat folder/below/file',
      'echo x > folder/below/file',
    ])
      expect((await setup.bash(script, policy)).exitCode, script).not.toBe(0);
    expect(await setup.read('ws/folder/below/file')).toBe(HIDDEN);
  });
});

test('a profile that denies reading holds for commands, also for those that the user lets run freely', async () => {
  const secrets = { '.': 'write', secrets: 'deny' };
  await using s = await threadSession({
    config: '[features]\nrequest_permissions_tool = true\n',
    replies: [
      { calls: [exec('cat secrets/key; cat open')] },
      { calls: [exec('cat secrets/key; cat open', { sandbox_permissions: 'require_escalated', justification: 'q' })] },
      { text: 'done' },
    ],
    params: {
      approvalPolicy: 'on-request',
      sandbox: null,
      permissions: 'p',
      config: { 'permissions.p': { extends: ':workspace', filesystem: { ':workspace_roots': secrets } } },
    },
  });
  await mkdir(join(s.server.work, 'secrets'));
  await writeFile(join(s.server.work, 'secrets/key'), HIDDEN);
  await writeFile(join(s.server.work, 'open'), 'OPEN');
  s.server.onServerRequest('item/commandExecution/requestApproval', () => ({ decision: 'accept' }));
  await s.turn();
  const outputs = (s.peer.requests.at(-1)?.body.input ?? []).filter(({ type }) => type === 'function_call_output');
  expect(outputs).toHaveLength(2);
  for (const { output } of outputs) {
    expect(output).toContain('OPEN');
    expect(output).toContain('Permission denied');
    expect(output).not.toContain(HIDDEN);
  }
  expect(await readFile(join(s.server.work, 'secrets/key'), 'utf8')).toBe(HIDDEN);
});

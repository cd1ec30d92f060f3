import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ThreadResumeResponse } from '../../generated-types/v2/index.js';
import { everythingReadable } from '../../src/domain/permissions.js';
import { MINIMAL, type SandboxPolicy } from '../../src/domain/policies.js';
import { exec, POINT, patch, patchOf } from '../conformance/v2/replies.js';
import { INITIALIZE, threadSession, turnCompleted } from '../server/v2/session.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';
import { type Setup, setUp, USERS, workspaceWrite } from './sandbox-setup.js';

const HIDDEN = 'HIDDEN';

describe.each(USERS)('as $name', (user) => {
  async function listed(): Promise<Setup & { readonly readable: string[] }> {
    const setup = await setUp({ user });
    await mkdir(join(setup.path, 'granted/denied'), { recursive: true });
    await setup.write('granted/file', 'GRANTED');
    await setup.write('granted/denied/file', HIDDEN);
    await setup.write('outside/hidden', HIDDEN);
    await setup.write('outside/other', HIDDEN);
    await symlink(join(setup.outside, 'hidden'), join(setup.ws, 'link'));
    await symlink(setup.outside, join(setup.path, 'granted/link'));
    await symlink(join(setup.path, 'granted'), join(setup.path, 'alias'));
    if (user.uid !== undefined) execFileSync('chown', ['-Rh', `${user.uid}:${user.uid}`, setup.path]);
    return Object.assign(setup, { readable: [MINIMAL, setup.ws, join(setup.path, 'alias')] });
  }

  const limits = ({ readable, path }: { readable: string[]; path: string }) => ({
    readable,
    unreadable: [join(path, 'granted/denied')],
  });
  type Listed = Awaited<ReturnType<typeof listed>>;

  test.each([
    [
      'workspace-write',
      (s: Listed): SandboxPolicy => ({ ...workspaceWrite({ exclude_slash_tmp: true }), ...limits(s) }),
    ],
    ['read-only', (s: Listed): SandboxPolicy => ({ mode: 'read-only', ...limits(s) })],
    [
      'what the user lets run freely',
      (s: Listed): SandboxPolicy => everythingReadable({ mode: 'read-only', ...limits(s) }),
    ],
  ])('nothing outside of the list is read, whichever way leads there: %s', async (_, policyOf) => {
    await using setup = await listed();
    const { outside, path, home } = setup;
    const policy = policyOf(setup);
    const tries = [
      ...[`cat ${outside}/hidden`, 'cat link', 'cat ../outside/hidden', `cat ${path}/granted/link/hidden`],
      ...[`ls ${outside}`, `cd ${outside}`, `cat ${path}/granted/denied/file`, `ls ${path}/granted/denied`],
      ...[
        `cat /proc/self/root${outside}/hidden`,
        'cat /proc/self/cwd/../outside/hidden',
        `cat /proc/1/root${outside}/hidden`,
      ],
      ...[
        `cat /proc/$PPID/cwd/../outside/hidden`,
        'for fd in /proc/self/fd/*; do cat $fd/../outside/hidden; done 2>/dev/null | grep .',
      ],
      ...[
        `ls ${homedir()}`,
        'ls /home',
        'ls /var/log',
        'ls /var/lib',
        'ls /root',
        'ls /sys',
        'ls /run',
        'ls /tmp',
        `ls ${home}`,
        'ls /dev/shm | grep .',
      ],
      ...[`umount ${path}; cat ${outside}/hidden`, `unshare -Urm sh -c "umount -l /; cat ${outside}/hidden"`],
      ...[
        `ln ${outside}/hidden x && cat x`,
        `cp ${outside}/hidden x && cat x`,
        `mount --bind / /mnt && cat /mnt${outside}/hidden`,
      ],
      ...['touch /new', `mkdir -p ${outside} && touch ${outside}/new`, `touch ${path}/new`],
    ];
    for (const script of tries) {
      const { stdout, exitCode } = await setup.bash(script, policy);
      expect(stdout, script).not.toContain(HIDDEN);
      expect(exitCode, script).not.toBe(0);
    }
    const seen = await setup.bash(`cat ${path}/granted/file ${path}/alias/file && ls / && ls ${path}`, policy);
    expect(seen.stdout).toMatch(/^GRANTEDGRANTED/);
    const names = seen.stdout.split('\n').map((name) => name.replace('GRANTEDGRANTED', ''));
    for (const name of ['home', 'root', 'tmp', 'sys', 'run', 'outside']) expect(names).not.toContain(name);
    expect(names).toEqual(expect.arrayContaining(['bin', 'usr', 'etc', 'proc', 'dev', 'granted', 'ws']));
    expect(await setup.read('outside/hidden')).toBe(HIDDEN);
  });

  test('a link that a command has made opens nothing, and a grant within a root is read there', async () => {
    await using setup = await listed();
    const data = join(setup.ws, 'data');
    const policy: SandboxPolicy = { ...workspaceWrite(), readable: [MINIMAL, setup.ws, data] };
    const { exitCode } = await setup.bash(`ln -s ${setup.outside} data`, policy);
    expect(exitCode).toBe(0);
    expect((await setup.bash('cat data/hidden', policy)).stdout).toBe('');
    const home: SandboxPolicy = { ...workspaceWrite(), readable: [MINIMAL, setup.home, join(setup.home, 'auth.json')] };
    expect((await setup.bash(`cat ${setup.home}/auth.json ${setup.home}/config.toml`, home)).stdout).toBe(
      'model = "scripted"\n',
    );
    const secret: SandboxPolicy = { ...workspaceWrite(), readable: [MINIMAL, join(setup.home, 'auth.json')] };
    expect((await setup.bash(`cat ${setup.home}/auth.json`, secret)).stdout).toBe('');
  });

  test('without the folders of the system no program is found', async () => {
    await using setup = await listed();
    const policy: SandboxPolicy = { ...workspaceWrite(), readable: [setup.ws] };
    const { exitCode, stderr } = await setup.bash('true', policy);
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^bwrap: execvp \/bin\/sh: No such file/)]);
  });
});

/** As an editor writes them on the command line. */
const ARGS = [
  'default_permissions="editor"',
  'permissions.editor.extends=":workspace"',
  'permissions.editor.filesystem={":root"="deny",":minimal"="read",":tmpdir"="write",":slash_tmp"="deny"}',
].flatMap((pair) => ['-c', pair]);

test('the profile of an editor holds in sessions, in patches of commands, for what the user approves, and after a restart', async () => {
  await using place = await scratchFolder('list', '/var/tmp');
  const [cwd, outside, tmp] = [join(place.path, 'ws'), join(place.path, 'outside'), join(place.path, 'tmp')];
  for (const folder of [cwd, outside, tmp]) await mkdir(folder);
  await writeFile(join(outside, 'file'), `${HIDDEN}\n`);
  await writeFile(join(outside, 'point.png'), POINT);
  const patchText = patchOf(`*** Delete File: ${outside}/file`);
  const escalated = { sandbox_permissions: 'require_escalated', justification: 'q' };
  await using s = await threadSession({
    cwd,
    args: ARGS,
    env: { TMPDIR: tmp },
    replies: [{ calls: [exec('echo ready; cat | sh', { yield_time_ms: 500, tty: true })] }, { text: 'it runs' }],
    params: { approvalPolicy: 'on-request', sandbox: null },
  });
  s.server.onServerRequest('item/commandExecution/requestApproval', () => ({ decision: 'accept' }));
  const outputs = (): string[] =>
    (s.peer.requests.at(-1)?.body.input ?? [])
      .filter(({ type }) => String(type).endsWith('_output'))
      .map(({ output }) => String(output));
  await s.turn();
  const session = Number(/session ID (\d+)/.exec(outputs()[0] ?? '')?.[1]);
  const chars = `cat ${outside}/file; ls ${outside}; apply_patch '${patchText}'; echo ov""er\n\u0004`;
  s.peer.add(
    { calls: [{ name: 'write_stdin', args: { session_id: session, chars, yield_time_ms: 10_000 } }] },
    { calls: [exec(`cat ${outside}/file; echo a > "$TMPDIR/a"; echo b > b; ls /tmp`)] },
    { calls: [exec(`cat ${outside}/file; ls ${outside}; mkdir .git && echo made`, escalated)] },
    { calls: [{ name: 'view_image', args: { path: join(outside, 'point.png') } }] },
    patch(patchText),
    { text: 'done' },
  );
  await s.turn('more');
  const [, typed, ...others] = outputs();
  expect(typed).toContain('\nover\n');
  expect(typed?.match(/No such file or directory/g)?.length).toBeGreaterThanOrEqual(2);
  expect(others).toEqual([
    expect.stringContaining('No such file or directory'),
    expect.stringMatching(/No such file or directory\n(.*\n)*made/),
    expect.stringContaining('it may not be read'),
    expect.stringMatching(/may not be read|neither read nor written/),
  ]);
  expect(JSON.stringify(s.peer.requests.map(({ body }) => body.input))).not.toMatch(/HIDDEN|data:image/);
  expect(await readFile(join(tmp, 'a'), 'utf8')).toBe('a\n');
  expect(await readFile(join(outside, 'file'), 'utf8')).toBe(`${HIDDEN}\n`);
  expect(JSON.stringify(s.server.lines)).not.toContain('configWarning');
  await s.server[Symbol.asyncDispose]();

  // Later, nobody names the profile any more.
  await using server = await startServer({ home: s.home, cwd, env: { TMPDIR: tmp } });
  await server.request('initialize', INITIALIZE);
  const resumed = await server.request<ThreadResumeResponse>('thread/resume', { threadId: s.threadId });
  expect(resumed.sandbox.type).toBe('readOnly');
  s.peer.add({ calls: [exec(`cat ${outside}/file; cat b`)] }, { text: 'done' });
  const { turn } = await server.request<{ turn: { id: string } }>('turn/start', {
    threadId: s.threadId,
    input: [{ type: 'text', text: 'again' }],
  });
  await turnCompleted(server, turn.id);
  const last = (s.peer.requests.at(-1)?.body.input ?? []).findLast(({ type }) => type === 'function_call_output');
  expect(last?.output).toMatch(/No such file or directory\nb\n/);
});

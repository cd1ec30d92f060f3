import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type {
  PermissionProfileListResponse,
  ThreadResumeResponse,
  ThreadStartResponse,
} from '../../../generated-types/v2/index.js';
import { POINT } from '../../conformance/v2/replies.js';
import { scratchFolder } from '../../support/scratch.js';
import { startServer } from '../../support/server.js';
import { INITIALIZE, threadSession, turnCompleted } from './session.js';

test('the profiles that are listed are those that a thread takes', async () => {
  await using server = await startServer();
  await server.request('initialize', INITIALIZE);
  const list = (params: object) => server.request<PermissionProfileListResponse>('permissionProfile/list', params);
  const { data, nextCursor } = await list({ cwd: server.work, cursor: null });
  expect(nextCursor).toBeNull();
  expect(data.map(({ id }) => id)).toEqual([':read-only', ':workspace', ':danger-full-access']);
  const sandboxes: unknown[] = [];
  for (const { id } of data) {
    const started = await server.request<ThreadStartResponse>('thread/start', { permissions: id });
    expect(started.activePermissionProfile).toEqual({ id, extends: null });
    const { sandbox } = started;
    sandboxes.push(sandbox.type);
  }
  expect(sandboxes).toEqual(['readOnly', 'workspaceWrite', 'dangerFullAccess']);
  const first = await list({ limit: 2 });
  expect([...first.data, ...(await list({ cursor: first.nextCursor })).data]).toEqual(data);
  expect(await server.refused('thread/start', { permissions: 'constructor' })).toMatchObject({
    message: expect.stringContaining('undefined profile `constructor`'),
  });
});

/** As editors define them on the command line. */
const PROFILES = `default_permissions = "editor"
[permissions.editor]
extends = ":workspace"
description = "What the editor allows."
[permissions.editor.filesystem]
":root" = "deny"
":minimal" = "read"
":slash_tmp" = "read"
[permissions.editor.filesystem.":workspace_roots"]
"kept" = "read"
[permissions.reader.filesystem.":workspace_roots"]
"." = "read"
[permissions.online]
extends = ":read-only"
[permissions.online.network]
enabled = true
`;

test('profiles of the configuration are listed, and say what a thread may do', async () => {
  await using server = await startServer({ config: PROFILES });
  await server.request('initialize', INITIALIZE);
  const { data } = await server.request<PermissionProfileListResponse>('permissionProfile/list', {});
  expect(data.slice(3)).toEqual([
    { id: 'editor', description: 'What the editor allows.', allowed: true },
    { id: 'online', description: null, allowed: true },
    { id: 'reader', description: null, allowed: true },
  ]);
  const start = (params: object) => server.request<ThreadStartResponse>('thread/start', { ephemeral: true, ...params });
  const workspace = { type: 'workspaceWrite', networkAccess: false, excludeTmpdirEnvVar: false, excludeSlashTmp: true };
  expect(await start({})).toMatchObject({
    sandbox: { ...workspace, writableRoots: [] },
    activePermissionProfile: { id: 'editor', extends: ':workspace' },
    runtimeWorkspaceRoots: [server.work],
  });
  const roots = [server.work, '/opt'];
  expect(await start({ runtimeWorkspaceRoots: roots })).toMatchObject({
    sandbox: { ...workspace, writableRoots: ['/opt'] },
    runtimeWorkspaceRoots: roots,
  });
  expect((await start({ permissions: 'reader' })).sandbox).toEqual({ type: 'readOnly', networkAccess: false });
  expect((await start({ permissions: 'online' })).sandbox).toEqual({ type: 'readOnly', networkAccess: true });
  const asked = await start({ sandbox: 'danger-full-access' });
  expect(asked).toMatchObject({ sandbox: { type: 'dangerFullAccess' }, activePermissionProfile: null });
  expect(JSON.stringify(server.lines)).not.toContain('configWarning');
  const config = { default_permissions: 'mine', 'permissions.mine.filesystem': { '/opt': 'write' } };
  expect(await start({ config })).toMatchObject({
    sandbox: { type: 'workspaceWrite', writableRoots: ['/opt'], excludeSlashTmp: true, excludeTmpdirEnvVar: true },
    activePermissionProfile: { id: 'mine', extends: null },
  });
});

test.each([
  ['an unknown one', { default_permissions: 'x' }, 'default_permissions refers to undefined profile `x`'],
  [
    'one that is based on none',
    { 'permissions.x.extends': 'y' },
    'permissions profile `x` extends undefined profile `y`',
  ],
  ['one that is based on itself', { 'permissions.x.extends': 'x' }, 'inheritance cycle detected: x -> x'],
  ['one that is based on all rights', { 'permissions.x.extends': ':danger-full-access' }, 'cannot extend unsupported'],
  ['a relative path', { 'permissions.x.filesystem': { rel: 'write' } }, 'filesystem path `rel` must be absolute'],
  [
    'a pattern',
    { 'permissions.x.filesystem': { '/opt/*.pem': 'deny' } },
    'filesystem pattern `/opt/*.pem` is not supported',
  ],
  [
    'a pattern in the workspace',
    { 'permissions.x.filesystem': { ':workspace_roots': { '**/*.env': 'deny' } } },
    'filesystem pattern `**/*.env` is not supported',
  ],
  ['an unknown access', { 'permissions.x.filesystem': { '/opt': 'all' } }, '`permissions.x.filesystem./opt`'],
  ['a reserved name', { permissions: { ':workspace': {} } }, 'uses a reserved built-in profile prefix'],
])('%s is refused', async (_, config, message) => {
  await using server = await startServer();
  await server.request('initialize', INITIALIZE);
  const refused = await server.refused('thread/start', { config: { default_permissions: 'x', ...config } });
  expect(refused).toMatchObject({ code: -32600, data: { code: 'config_invalid' } });
  expect(refused.message).toContain(message);
});

const added = (path: string) => ({
  name: 'apply_patch',
  args: { input: `*** Begin Patch\n*** Add File: ${path}\n+x\n*** End Patch` },
});

test('patches keep to the profile and to the folders of the workspace', async () => {
  await using other = await scratchFolder('other');
  const outside = join(other.path, 'b.txt');
  const replies = ['a.txt', 'kept/b.txt', outside, outside, 'c.txt'].flatMap((path, i) => [
    { calls: [{ ...added(path), callId: `call_${i}` }] },
    { text: 'done' },
  ]);
  await using s = await threadSession({ config: PROFILES, replies, params: { sandbox: null, permissions: 'editor' } });
  const { work } = s.server;
  await mkdir(join(work, 'kept'));
  await s.turn('in the workspace');
  await s.turn('where only reading is allowed');
  await s.turn('outside');
  await s.turn('in a folder that joins', { runtimeWorkspaceRoots: [other.path] });
  await s.turn('in one that has left');
  expect([existsSync(join(work, 'a.txt')), existsSync(join(work, 'kept/b.txt'))]).toEqual([true, false]);
  expect([existsSync(outside), existsSync(join(work, 'c.txt'))]).toEqual([true, false]);
  const resumed = await s.server.request<ThreadResumeResponse>('thread/resume', { threadId: s.threadId });
  expect(resumed).toMatchObject({
    activePermissionProfile: { id: 'editor', extends: ':workspace' },
    runtimeWorkspaceRoots: [other.path],
  });
});

test('what a profile denies is neither read nor written by patches, and not looked at', async () => {
  const call = (name: string, args: Record<string, unknown>, i: number) => ({
    calls: [{ name, args, callId: `call_${i}` }],
  });
  const patch = (...lines: string[]) => ({ input: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') });
  const secret = ['*** Update File: secrets/key', '@@', '-HIDDEN', '+new'];
  await using s = await threadSession({
    replies: [
      call('apply_patch', patch(...secret), 0),
      call('apply_patch', patch(...secret.with(0, '*** Update File: link')), 1),
      call('apply_patch', patch('*** Add File: secrets/new', '+x'), 2),
      call('apply_patch', patch('*** Delete File: secrets/key'), 3),
      call('view_image', { path: 'secrets/point.png' }, 4),
      call('view_image', { path: 'picture' }, 5),
      call('apply_patch', patch('*** Add File: open', '+x'), 6),
      { text: 'done' },
    ],
    params: {
      approvalPolicy: 'on-request',
      sandbox: null,
      permissions: 'p',
      config: {
        'permissions.p': { extends: ':workspace', filesystem: { ':workspace_roots': { 'secrets/**': 'deny' } } },
      },
    },
  });
  const { work } = s.server;
  await mkdir(join(work, 'secrets'));
  await writeFile(join(work, 'secrets/key'), 'HIDDEN\n');
  await writeFile(join(work, 'secrets/point.png'), POINT);
  await symlink('secrets/key', join(work, 'link'));
  await symlink('secrets/point.png', join(work, 'picture'));
  s.server.onServerRequest('item/fileChange/requestApproval', () => ({ decision: 'accept' }));
  await s.turn();
  const requests = JSON.stringify(s.peer.requests.map(({ body }) => body.input));
  expect(requests).not.toContain('data:image');
  expect(await readFile(join(work, 'secrets/key'), 'utf8')).toBe('HIDDEN\n');
  expect([existsSync(join(work, 'secrets/new')), existsSync(join(work, 'open'))]).toEqual([false, true]);
  const outputs = (s.peer.requests.at(-1)?.body.input ?? []).filter(({ type }) => type === 'function_call_output');
  for (const { output } of outputs.slice(0, 6)) expect(output).toMatch(/may not be read|neither read nor written/);
});

test('of a profile that denies the root, nothing but the list is read: by no patch and no picture, also after a restart', async () => {
  await using other = await scratchFolder('other');
  await using folder = await scratchFolder('work');
  const work = folder.path;
  const file = await other.write('file', 'HIDDEN\n');
  const picture = join(other.path, 'point.png');
  await writeFile(picture, POINT);
  const calls = (...all: [name: string, args: Record<string, unknown>][]) => [
    ...all.map(([name, args], i) => ({ calls: [{ name, args, callId: `call_${i}` }] })),
    { text: 'done' },
  ];
  const patch = (...lines: string[]) => ({ input: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') });
  const tries = () =>
    calls(
      ['apply_patch', patch(`*** Update File: ${file}`, '@@', '-HIDDEN', '+new')],
      ['apply_patch', patch('*** Update File: link', '@@', '-HIDDEN', '+new')],
      ['apply_patch', patch(`*** Add File: ${join(other.path, 'new')}`, '+x')],
      ['view_image', { path: picture }],
      ['view_image', { path: 'picture' }],
      ['view_image', { path: 'own.png' }],
    );
  const filesystem = { ':root': 'deny', ':minimal': 'read', ':slash_tmp': 'deny' };
  await using s = await threadSession({
    cwd: work,
    replies: tries(),
    params: {
      approvalPolicy: 'on-request',
      sandbox: null,
      permissions: 'p',
      config: { 'permissions.p': { extends: ':workspace', filesystem } },
    },
  });
  await writeFile(join(work, 'own.png'), POINT);
  await symlink(file, join(work, 'link'));
  await symlink(picture, join(work, 'picture'));
  const accept = () => ({ decision: 'accept' });
  const check = async (last: string): Promise<void> => {
    const outputs = (s.peer.requests.at(-1)?.body.input ?? []).filter(({ type }) => type === 'function_call_output');
    const told = outputs.slice(-6).map(({ output }) => String(output));
    for (const output of told.slice(0, 5)) expect(output).toMatch(/not be read|neither read nor written/);
    expect(told.at(-1)).toContain(last);
    expect([await readFile(file, 'utf8'), existsSync(join(other.path, 'new'))]).toEqual(['HIDDEN\n', false]);
  };
  s.server.onServerRequest('item/fileChange/requestApproval', accept);
  await s.turn();
  await check('attached local image path');
  expect(JSON.stringify(s.peer.requests[0]?.body.input)).toContain('<root>:minimal</root>');
  await s.server[Symbol.asyncDispose]();

  // Nobody names the profile any more; what the configuration allows by itself is to read everything.
  await using server = await startServer({ home: s.home, cwd: work });
  await server.request('initialize', INITIALIZE);
  server.onServerRequest('item/fileChange/requestApproval', accept);
  const { sandbox } = await server.request<ThreadResumeResponse>('thread/resume', { threadId: s.threadId });
  expect(sandbox.type).toBe('readOnly');
  s.peer.add(...tries());
  const input = [{ type: 'text', text: 'again' }];
  const { turn } = await server.request<{ turn: { id: string } }>('turn/start', { threadId: s.threadId, input });
  await turnCompleted(server, turn.id);
  await check('attached local image path');
});

test('a turn takes a profile for itself and later ones', async () => {
  await using s = await threadSession({ replies: [{ text: 'one' }, { text: 'two' }, { text: 'three' }] });
  await s.turn('first', { permissions: ':workspace' });
  await s.turn('second', { permissions: ':read-only' });
  await s.turn('third');
  const resumed = await s.server.request<ThreadResumeResponse>('thread/resume', { threadId: s.threadId });
  expect(resumed.sandbox.type).toBe('readOnly');
  expect(resumed.activePermissionProfile).toEqual({ id: ':read-only', extends: null });
  const input = [{ type: 'text', text: 'fourth' }];
  expect(await s.server.refused('turn/start', { threadId: s.threadId, input, permissions: 'mine' })).toMatchObject({
    message: expect.stringContaining('undefined profile `mine`'),
  });
});

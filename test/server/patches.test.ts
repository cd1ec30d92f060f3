import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';

const patch = (...lines: string[]) => ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');
const add = (path: string, text = 'new') => patch(`*** Add File: ${path}`, `+${text}`);
const update = (path: string, ...lines: string[]) => patch(`*** Update File: ${path}`, '@@', ...lines);

const shell = (command: string[]): PeerReply => ({ calls: [{ name: 'shell', args: { command }, callId: 'call_1' }] });
const call = (input: string): PeerReply => ({ calls: [{ name: 'apply_patch', args: { input }, callId: 'call_1' }] });
const freeform = (input: string): PeerReply => ({
  events: [
    { type: 'response.created', response: { id: 'resp_1' } },
    {
      type: 'response.output_item.done',
      item: { type: 'custom_tool_call', call_id: 'call_1', name: 'apply_patch', input },
    },
    { type: 'response.completed', response: { id: 'resp_1', usage: null } },
  ],
});
/** As most models send it. */
const send = (input: string) => shell(['apply_patch', input]);
const DONE: PeerReply = { text: 'done' };

/** A conversation in a workspace that may be written, while folders beside it may not: `outside` is one of them. */
async function session(replies: readonly PeerReply[], params: object = {}, more = '') {
  const home = await scratchFolder('home');
  const outside = await scratchFolder('outside');
  const peer = await startModelPeer(replies);
  const config = peer.config(more || '[sandbox_workspace_write]\nexclude_slash_tmp = true');
  const server = await startServer({ home: home.path, config });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', {
    approvalPolicy: 'on-request',
    sandbox: 'workspace-write',
    ...params,
  });
  await server.request('addConversationListener', { conversationId });
  const inWork = (name: string) => join(server.work, name);
  return {
    server,
    peer,
    outside: outside.path,
    inWork,
    decide(decision: string) {
      server.onServerRequest('applyPatchApproval', () => ({ decision }));
      server.onServerRequest('execCommandApproval', () => ({ decision }));
    },
    write: (name: string, text: string) => writeFileSync(inWork(name), text),
    read: (name: string) => readFileSync(inWork(name), 'utf8'),
    async turn(until = 'task_complete') {
      await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] });
      await server.next(until);
    },
    /** Events and questions of the patch, in order. */
    story: () =>
      server
        .received()
        .flatMap(({ method }) => (method === undefined ? [] : [method.replace('codex/event/', '')]))
        .filter((type) => /patch|turn_diff|exec|background/i.test(type)),
    event: (type: string) =>
      (server.received(type).at(-1)?.params as { msg: Record<string, unknown> } | undefined)?.msg ?? {},
    asked: () => server.received('applyPatchApproval').map((m) => m.params as Record<string, unknown>),
    outputs: () =>
      peer.requests
        .at(-1)
        ?.body.input.filter((item) => item.type.endsWith('_output'))
        .map((item) => String(item.output)),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await peer[Symbol.asyncDispose]();
      await outside[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

const APPLIED = ['patch_apply_begin', 'patch_apply_end', 'turn_diff'];
const ASKED = ['apply_patch_approval_request', 'applyPatchApproval'];

const script = `apply_patch <<'EOF'\n${add('new.txt')}\nEOF`;
it.each([
  ['a function', call(add('new.txt')), { model: 'gpt-oss:20b' }],
  ['a freeform tool', freeform(add('new.txt')), { includeApplyPatchTool: true }],
  ['a command', send(add('new.txt')), {}],
  ['a command by its other name', shell(['applypatch', add('new.txt')]), {}],
  ['a script', shell(['bash', '-lc', script]), {}],
])('a patch that comes as %s is applied and shown', async (_, reply, params) => {
  await using s = await session([reply, DONE], params);
  await s.turn();
  expect(s.read('new.txt')).toBe('new\n');
  expect(s.story()).toEqual(APPLIED);
  expect(s.event('patch_apply_begin')).toEqual({
    type: 'patch_apply_begin',
    call_id: 'call_1',
    auto_approved: true,
    changes: { [s.inWork('new.txt')]: { add: { content: 'new\n' } } },
  });
  expect(s.event('patch_apply_end')).toEqual({
    type: 'patch_apply_end',
    call_id: 'call_1',
    stdout: 'Success. Updated the following files:\nA new.txt\n',
    stderr: '',
    success: true,
  });
  expect(JSON.parse(s.outputs()?.[0] ?? '')).toMatchObject({
    output: 'Success. Updated the following files:\nA new.txt\n',
    metadata: { exit_code: 0 },
  });
});

it.each([
  ['as a function to models that know it so', { model: 'gpt-oss:20b' }, 'function'],
  ['as a freeform tool when the client wants it', { includeApplyPatchTool: true }, 'custom'],
  ['not at all otherwise', {}, undefined],
])('the tool is offered %s', async (_, params, type) => {
  await using s = await session([DONE], params);
  await s.turn();
  const tools = s.peer.requests[0]?.body.tools as { name: string; type: string }[];
  expect(tools.find(({ name }) => name === 'apply_patch')?.type).toBe(type);
});

it('a tool that is not offered is not run', async () => {
  await using s = await session([call(add('new.txt')), DONE]);
  await s.turn();
  expect(s.outputs()).toEqual(['unsupported call: apply_patch']);
  expect(existsSync(s.inWork('new.txt'))).toBe(false);
});

// C95, C101: under untrusted each patch is asked for, wherever it writes.
it('an approved patch is asked for, then applied', async () => {
  await using s = await session([send(update('a.txt', '-one', '+ONE')), DONE], { approvalPolicy: 'untrusted' });
  s.write('a.txt', 'one\ntwo\n');
  s.decide('approved');
  await s.turn();
  expect(s.story()).toEqual([...ASKED, ...APPLIED]);
  const changes = {
    [s.inWork('a.txt')]: { update: { unified_diff: '@@ -1,2 +1,2 @@\n-one\n+ONE\n two\n', move_path: null } },
  };
  expect(s.event('apply_patch_approval_request')).toEqual({
    type: 'apply_patch_approval_request',
    call_id: 'call_1',
    changes,
  });
  expect(s.asked()).toEqual([expect.objectContaining({ callId: 'call_1', fileChanges: changes })]);
  expect(s.event('patch_apply_begin')).toMatchObject({ auto_approved: false });
  expect(s.read('a.txt')).toBe('ONE\ntwo\n');
});

it('a denied patch is not applied, and the model gets the reason', async () => {
  await using s = await session([send(add('new.txt')), DONE], { approvalPolicy: 'untrusted' });
  s.decide('denied');
  await s.turn();
  expect(s.outputs()).toEqual(['patch rejected by user']);
  expect(s.story()).toEqual(ASKED);
  expect(existsSync(s.inWork('new.txt'))).toBe(false);
});

it('an abort ends the turn without another request to the model', async () => {
  await using s = await session([send(add('new.txt'))], { approvalPolicy: 'untrusted' });
  s.decide('abort');
  await s.turn('turn_aborted');
  s.server.closeInput();
  await s.server.exit;
  expect(s.peer.requests).toHaveLength(1);
  expect(s.story()).toEqual(ASKED);
  expect(existsSync(s.inWork('new.txt'))).toBe(false);
});

// C109
it('an error as the answer counts as denied', async () => {
  await using s = await session([send(add('new.txt')), DONE], { approvalPolicy: 'untrusted' });
  await s.turn('applyPatchApproval');
  s.server.send({
    id: s.server.received('applyPatchApproval')[0]?.id as number,
    error: { code: -32000, message: 'no' },
  });
  await s.server.next('task_complete');
  expect(s.outputs()).toEqual(['patch rejected by user']);
  expect(existsSync(s.inWork('new.txt'))).toBe(false);
});

it('a patch outside of the workspace is asked for with the folder, and a session grant covers what lies below it', async () => {
  await using s = await session([]);
  const [one, two, three] = ['one.txt', 'below/two.txt', '../three.txt'].map((name) => join(s.outside, name));
  s.peer.add(send(add(one ?? '')), send(add(two ?? '')), send(add(three ?? '')), DONE);
  s.server.onServerRequest('applyPatchApproval', (params) => {
    const { grantRoot } = params as { grantRoot: string };
    return { decision: grantRoot === s.outside ? 'approved_for_session' : 'denied' };
  });
  await s.turn();
  expect(s.asked()).toHaveLength(2);
  expect(s.asked()[0]).toMatchObject({
    grantRoot: s.outside,
    reason: `it writes outside of the workspace, below ${s.outside}`,
    fileChanges: { [one ?? '']: { add: { content: 'new\n' } } },
  });
  expect([one, two, three].map((path) => existsSync(path ?? ''))).toEqual([true, true, false]);
  expect(s.outputs()?.[2]).toBe('patch rejected by user');
});

it('a plain approval grants no folder', async () => {
  await using s = await session([]);
  s.peer.add(send(add(join(s.outside, 'one.txt'))), send(add(join(s.outside, 'two.txt'))), DONE);
  s.decide('approved');
  await s.turn();
  expect(s.asked()).toHaveLength(2);
});

it('where no approval is possible, a patch outside of the workspace is rejected, and one inside applied', async () => {
  await using s = await session([], { approvalPolicy: 'never' });
  const path = join(s.outside, 'one.txt');
  s.peer.add(send(add(path)), send(add('inside.txt')), DONE);
  await s.turn();
  expect(s.outputs()?.[0]).toBe('patch rejected: writing outside of the project; rejected by user approval settings');
  expect(s.story()).toEqual(APPLIED);
  expect([existsSync(path), existsSync(s.inWork('inside.txt'))]).toEqual([false, true]);
});

it.each(['approved', 'denied'])('on-failure: outside it fails, needs another approval, and is %s', async (decision) => {
  await using s = await session([], { approvalPolicy: 'on-failure' });
  const path = join(s.outside, 'one.txt');
  s.peer.add(send(add(path)), DONE);
  s.decide(decision);
  await s.turn();
  const failed = ['patch_apply_begin', 'patch_apply_end', 'background_event', 'exec_approval_request'];
  const retried = ['background_event', ...APPLIED];
  expect(s.story()).toEqual([...failed, 'execCommandApproval', ...(decision === 'approved' ? retried : [])]);
  expect(s.server.received('patch_apply_end')[0]?.params).toMatchObject({ msg: { success: false, stdout: '' } });
  expect(s.server.received('execCommandApproval')[0]?.params).toMatchObject({
    command: ['apply_patch', add(path)],
    reason: 'command failed; retry without sandbox?',
  });
  expect(existsSync(path)).toBe(decision === 'approved');
  if (decision === 'denied') expect(s.outputs()).toEqual(['patch rejected by user']);
});

it('a read-only workspace is asked for like any other place', async () => {
  await using s = await session([send(add('new.txt')), DONE], { sandbox: 'read-only' });
  s.decide('approved');
  await s.turn();
  expect(s.asked()[0]).toMatchObject({ grantRoot: s.server.work });
  expect(s.read('new.txt')).toBe('new\n');
});

// C94
it.each([
  ['lines that are not there', update('a.txt', '-nope', '+yes'), 'Failed to find expected lines in $work/a.txt:\nnope'],
  [
    'a file that is not there',
    update('b.txt', '-one', '+two'),
    'Failed to read file to update $work/b.txt: No such file or directory (os error 2)',
  ],
  ['no patch', 'hello', "invalid patch: The first line of the patch must be '*** Begin Patch'"],
  [
    'a hunk without lines',
    patch('*** Update File: a.txt'),
    "invalid hunk at line 2, Update file hunk for path 'a.txt' is empty",
  ],
])('%s: the model gets the reason, and clients see nothing', async (_, text, problem) => {
  await using s = await session([send(text), DONE]);
  s.write('a.txt', 'one\n');
  await s.turn();
  expect(s.outputs()).toEqual([`apply_patch verification failed: ${problem.replace('$work', s.server.work)}`]);
  expect(s.story()).toEqual([]);
});

it('an empty patch is rejected', async () => {
  await using s = await session([send(patch()), DONE]);
  await s.turn();
  expect(s.outputs()?.[0]).toMatch(/^patch rejected: empty patch/);
  expect(s.story()).toEqual([]);
});

it('a patch without the name of the tool is not guessed', async () => {
  await using s = await session([shell([add('new.txt')]), DONE]);
  await s.turn();
  expect(s.outputs()?.[0]).toContain('patch detected without explicit call to apply_patch');
  expect(existsSync(s.inWork('new.txt'))).toBe(false);
});

// C124
it('the diff of the turn is shown when it has changed, and when nothing is left of it', async () => {
  const back = patch('*** Delete File: new.txt');
  await using s = await session([send(add('new.txt')), shell(['pwd']), send(update('a.txt', '-x')), send(back), DONE], {
    sandbox: 'danger-full-access',
  });
  await s.turn();
  const diffs = s.server.received('turn_diff').map((m) => (m.params as { msg: { unified_diff: string } }).msg);
  expect(diffs.map(({ unified_diff }) => unified_diff)).toEqual([
    expect.stringMatching(
      /^diff --git a\S+new\.txt b\S+new\.txt\nnew file mode 100644\nindex 0{40}\.\.[0-9a-f]{40}\n---/,
    ),
    '',
  ]);
});

// C120
it('two hunks on one file are shown as one change', async () => {
  const text = patch('*** Update File: a.txt', '@@', '-1', '+one', '*** Update File: a.txt', '@@', '-9', '+nine');
  await using s = await session([send(text), DONE], { approvalPolicy: 'untrusted' });
  s.write('a.txt', '1\n2\n3\n4\n5\n6\n7\n8\n9\n');
  s.decide('approved');
  await s.turn();
  expect(s.asked()[0]?.fileChanges).toEqual({
    [s.inWork('a.txt')]: {
      update: { unified_diff: '@@ -1,2 +1,2 @@\n-1\n+one\n 2\n@@ -8,2 +8,2 @@\n 8\n-9\n+nine\n', move_path: null },
    },
  });
  expect(s.read('a.txt')).toBe('one\n2\n3\n4\n5\n6\n7\n8\nnine\n');
});

// C121
it('a move below the folder of a cd is shown with where it goes', async () => {
  const text = patch('*** Update File: a.txt', '*** Move to: moved.txt', '@@', '-one', '+two');
  await using s = await session([shell(['bash', '-lc', `cd sub && apply_patch <<'EOF'\n${text}\nEOF`]), DONE]);
  mkdirSync(s.inWork('sub'));
  s.write('sub/a.txt', 'one\n');
  await s.turn();
  expect(s.event('patch_apply_begin').changes).toEqual({
    [s.inWork('sub/a.txt')]: {
      update: { unified_diff: '@@ -1 +1 @@\n-one\n+two\n', move_path: s.inWork('sub/moved.txt') },
    },
  });
  expect(readdirSync(s.inWork('sub'))).toEqual(['moved.txt']);
  expect(readdirSync(s.server.work)).toEqual(['sub']);
  expect(s.event('turn_diff').unified_diff).toMatch(/^diff --git a\S+sub\/a\.txt b\S+sub\/moved\.txt\n/);
});

// C123
it('an addition over a file that is there is shown as an update', async () => {
  await using s = await session([send(add('a.txt')), DONE]);
  s.write('a.txt', 'old\n');
  await s.turn();
  expect(s.event('patch_apply_begin').changes).toEqual({
    [s.inWork('a.txt')]: { update: { unified_diff: '@@ -1 +1 @@\n-old\n+new\n', move_path: null } },
  });
  expect(s.event('patch_apply_end').stdout).toContain('M a.txt');
});

// C135
it('a patch of 300 KB is applied', async () => {
  const lines = Array.from({ length: 10_000 }, (_, i) => `+line ${i} ${'x'.repeat(20)}`);
  const text = patch('*** Add File: big.txt', ...lines);
  expect(text.length).toBeGreaterThan(300_000);
  await using s = await session([send(text), DONE]);
  await s.turn();
  expect(s.read('big.txt')).toBe(lines.map((line) => `${line.slice(1)}\n`).join(''));
});

// C122
it('a patch whose second file fails leaves the first as it was', async () => {
  const text = patch('*** Update File: a.txt', '@@', '-one', '+ONE', '*** Add File: sub/b.txt', '+two');
  await using s = await session([send(text), DONE], { approvalPolicy: 'untrusted' });
  s.write('a.txt', 'one\n');
  s.server.onServerRequest('applyPatchApproval', () => {
    s.write('sub', 'in the way\n');
    return { decision: 'approved' };
  });
  await s.turn();
  expect(s.story()).toEqual([...ASKED, 'patch_apply_begin', 'patch_apply_end']);
  expect(s.event('patch_apply_end')).toMatchObject({
    success: false,
    stdout: '',
    stderr: expect.stringContaining('sub/b.txt'),
  });
  expect(JSON.parse(s.outputs()?.[0] ?? '')).toMatchObject({ metadata: { exit_code: 1 } });
  expect([s.read('a.txt'), s.read('sub')]).toEqual(['one\n', 'in the way\n']);
  expect(readdirSync(s.server.work).sort()).toEqual(['a.txt', 'sub']);
});

it('a file that changes while the user decides is not written over', async () => {
  await using s = await session([send(update('a.txt', '-one', '+ONE')), DONE], { approvalPolicy: 'untrusted' });
  s.write('a.txt', 'one\n');
  s.server.onServerRequest('applyPatchApproval', () => {
    s.write('a.txt', 'one\nand more\n');
    return { decision: 'approved' };
  });
  await s.turn();
  expect(s.event('patch_apply_end')).toMatchObject({
    success: false,
    stderr: 'Failed to write file a.txt: it has changed since the patch was checked',
  });
  expect(s.story()).toEqual([...ASKED, 'patch_apply_begin', 'patch_apply_end']);
  expect(s.read('a.txt')).toBe('one\nand more\n');
});

// C117: the workspace lies below the folder for temporary files, which may be written itself.
it('the folder of git is asked for although the workspace may be written', async () => {
  await using s = await session([send(add('.git/hooks/pre-commit')), DONE], {}, 'history.persistence = "none"');
  mkdirSync(s.inWork('.git/hooks'), { recursive: true });
  s.write('.git/HEAD', 'ref: refs/heads/main\n');
  s.decide('denied');
  await s.turn();
  expect(s.story()).toEqual(ASKED);
  expect(existsSync(s.inWork('.git/hooks/pre-commit'))).toBe(false);
});

const view = (path: string): PeerReply => ({ calls: [{ name: 'view_image', args: { path }, callId: 'call_1' }] });

// C131
it.each([
  ['is missing', 'no.png', 'unable to locate image at `$work/no.png`: No such file or directory (os error 2)'],
  ['is a folder', 'folder', 'image path `$work/folder` is not a file'],
])('a picture that %s is not sent, and the model gets the reason', async (_, path, problem) => {
  await using s = await session([view(path), DONE], { sandbox: 'danger-full-access' });
  mkdirSync(s.inWork('folder'));
  await s.turn();
  expect(s.outputs()).toEqual([problem.replace('$work', s.server.work)]);
  expect(s.server.received('view_image_tool_call')).toEqual([]);
  expect(s.peer.requests.at(-1)?.body.input.at(-1)?.type).toBe('function_call_output');
});

// C108
it('a picture is with the next request, once', async () => {
  await using s = await session([view('a.png'), DONE], { sandbox: 'danger-full-access' });
  writeFileSync(s.inWork('a.png'), Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'));
  await s.turn();
  expect(s.outputs()).toEqual(['attached local image path']);
  expect(s.event('view_image_tool_call')).toMatchObject({ call_id: 'call_1', path: s.inWork('a.png') });
  const parts = s.peer.requests.at(-1)?.body.input.flatMap((item) => item.content ?? []) as { type: string }[];
  expect(parts.filter(({ type }) => type === 'input_image')).toHaveLength(1);
});

import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decide, session, shell } from '../server/shell-session.js';
import { scratchFolder } from '../support/scratch.js';

const addFile = '*** Begin Patch\n*** Add File: made\n+x\n*** End Patch';

/** What stands in the place of the folder `ws/sub`, which a conversation works in, before its next turn. */
const REPLACED: [string, (folder: string, treasure: string) => void][] = [
  ['a link to another folder', (folder, treasure) => symlinkSync(treasure, folder)],
  ['a relative link', (folder) => symlinkSync('../treasure', folder)],
  [
    'a link to a link',
    (folder, treasure) => {
      symlinkSync(treasure, `${folder}-2`);
      symlinkSync('sub-2', folder);
    },
  ],
  [
    'a link above it',
    (folder, treasure) => {
      mkdirSync(join(treasure, 'sub'));
      renameSync(join(folder, '..'), join(folder, '..', '..', 'old'));
      symlinkSync(treasure, join(folder, '..'));
    },
  ],
  ['another folder', (folder) => mkdirSync(folder)],
  ['nothing', () => {}],
];

const CALLS: [string, ReturnType<typeof shell>, object][] = [
  ['a command', shell(['bash', '-c', 'echo x > made']), { approvalPolicy: 'never', sandbox: 'workspace-write' }],
  [
    'a command elsewhere',
    shell(['bash', '-c', 'echo x > made'], { workdir: '/tmp' }),
    { approvalPolicy: 'never', sandbox: 'workspace-write' },
  ],
  ['a patch', shell(['apply_patch', addFile]), { approvalPolicy: 'never', sandbox: 'workspace-write' }],
  ['an approved command', shell(['touch', 'made']), { approvalPolicy: 'untrusted', sandbox: 'danger-full-access' }],
];

// C224
test.each(
  REPLACED.flatMap(([way, replace]) => CALLS.map(([what, call, params]) => ({ way, replace, what, call, params }))),
)('$what is refused when the workspace has become $way', async ({ replace, call, params }) => {
  await using s = await session([{ text: 'hello' }, { calls: [call] }, { text: 'done' }]);
  await using scratch = await scratchFolder('pins', '/var/tmp');
  const [treasure, folder] = [join(scratch.path, 'treasure'), join(scratch.path, 'ws', 'sub')];
  for (const path of [treasure, folder]) mkdirSync(path, { recursive: true });
  const created = await s.server.request<{ conversationId: string }>('newConversation', { ...params, cwd: folder });
  const { conversationId } = created;
  await s.server.request('addConversationListener', { conversationId });
  decide(s.server, 'approved');
  const say = () =>
    s.server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] });
  await say();
  await s.server.next('task_complete');
  renameSync(folder, `${folder}-old`);
  replace(folder, treasure);
  await say();
  await s.server.next('task_complete');
  expect(JSON.stringify(s.outputs())).toContain(`refused: the folder ${folder}`);
  expect(JSON.stringify(s.server.received('background_event'))).toContain(folder);
  const made = [treasure, join(treasure, 'sub'), folder].filter((path) => existsSync(join(path, 'made')));
  expect(made).toEqual([]);
});

test.each(['a command', 'a patch'])('a writable root that becomes a link stops %s', async (what) => {
  const call = CALLS.find(([name]) => name === what)?.[1] as ReturnType<typeof shell>;
  await using s = await session([{ text: 'hello' }, { calls: [call] }, { text: 'done' }]);
  await using scratch = await scratchFolder('pins', '/var/tmp');
  const [treasure, root] = [join(scratch.path, 'treasure'), join(scratch.path, 'root')];
  for (const path of [treasure, root]) mkdirSync(path);
  const { conversationId } = await s.server.request<{ conversationId: string }>('newConversation', {
    approvalPolicy: 'never',
    sandbox: 'workspace-write',
    config: { 'sandbox_workspace_write.writable_roots': [root] },
  });
  await s.server.request('addConversationListener', { conversationId });
  const say = () =>
    s.server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] });
  await say();
  await s.server.next('task_complete');
  renameSync(root, `${root}-old`);
  symlinkSync(treasure, root);
  await say();
  await s.server.next('task_complete');
  expect(JSON.stringify(s.outputs())).toContain(`refused: the folder ${root} is another folder now`);
  expect(readdirSync(treasure)).toEqual([]);
});

test('a workspace that was a link from the start is used where it leads', async () => {
  await using s = await session([{ calls: [shell(['bash', '-c', 'echo x > made'])] }, { text: 'done' }]);
  const [real, link] = [join(s.server.work, 'real'), join(s.server.work, 'link')];
  mkdirSync(real);
  writeFileSync(join(real, 'file'), '');
  symlinkSync('real', link);
  const { conversationId } = await s.server.request<{ conversationId: string }>('newConversation', {
    approvalPolicy: 'never',
    sandbox: 'workspace-write',
    cwd: link,
  });
  await s.server.request('addConversationListener', { conversationId });
  await s.server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] });
  await s.server.next('task_complete');
  expect(existsSync(join(real, 'made'))).toBe(true);
});

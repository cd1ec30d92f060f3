import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decide, session, shell } from './shell-session.js';

const FOLDERS: [string, string, RegExp][] = [
  ['a folder that is missing', 'no/such', /the folder .*no\/such does not exist/],
  ['an absolute one', '/no/such/folder', /the folder \/no\/such\/folder does not exist/],
  ['a file', '/etc/passwd', /the folder \/etc\/passwd is not a folder/],
  ['something below a file', '/etc/passwd/x', /the folder \/etc\/passwd\/x does not exist/],
  ['a Windows path', 'C:\\Users\\me', /the folder .*C:\\\\+Users\\\\+me does not exist/],
];

it.each(FOLDERS)('the error of a command in %s names the folder as the problem', async (_, workdir, expected) => {
  await using s = await session([{ calls: [shell(['bash', '-c', 'echo x'], { workdir })] }, { text: 'done' }], {
    approvalPolicy: 'never',
  });
  await s.say();
  await s.server.next('exec_command_end');
  await s.server.next('task_complete');
  expect(JSON.stringify(s.outputs())).toMatch(expected);
  expect(JSON.stringify(s.outputs())).not.toContain('missing');
});

const ARGUMENTS: [string, Record<string, unknown>][] = [
  ['a list in a string', { command: '["touch", "made"]' }],
  ['a list in a string with blanks', { command: '\n [ "touch","made" ]' }],
  ['a time-out in a string', { command: ['touch', 'made'], timeout_ms: '5000' }],
  ['a time-out by its other name', { command: ['touch', 'made'], timeout: ' 5000 ' }],
  ['a truth in a string', { command: ['touch', 'made'], with_escalated_permissions: 'false' }],
  ['null in a string', { command: ['touch', 'made'], timeout_ms: 'null' }],
];

it.each(ARGUMENTS)('%s is read', async (_, args) => {
  await using s = await session([{ calls: [{ name: 'shell', args, callId: 'c' }] }, { text: 'done' }]);
  decide(s.server, 'approved');
  await s.say();
  await s.server.next('task_complete');
  expect(existsSync(join(s.server.work, 'made'))).toBe(true);
});

const OURS = {
  GIT_DIR: '/no/such/repository',
  GIT_WORK_TREE: '/no/such/tree',
  GIT_INDEX_FILE: '/no/such/index',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'user.name',
  GIT_CONFIG_VALUE_0: 'Server',
};

it('the repository of the server does not reach its commands', async () => {
  await using s = await session(
    [
      { calls: [shell(['bash', '-c', 'git init -q . && git rev-parse --git-dir; env | grep ^GIT_'])] },
      { text: 'done' },
    ],
    { approvalPolicy: 'never' },
    { env: OURS },
  );
  await s.say();
  await s.server.next('task_complete');
  const [output] = s.outputs() as string[];
  expect(JSON.parse(output as string)).toMatchObject({ output: '.git\n' });
});

it.each(['\\0', '\\033', '\\377', 'x'])(
  'a flood of %s ends with its event',
  async (char) => {
    const script = `head -c 60000000 /dev/zero | tr '\\0' '${char}'; echo; echo end`;
    await using s = await session(
      [{ calls: [shell(['bash', '-c', script], { timeout_ms: 60_000 })] }, { text: 'done' }],
      {
        approvalPolicy: 'never',
      },
    );
    await s.say();
    await s.server.next('exec_command_end');
    await s.server.next('task_complete');
    expect(JSON.stringify(s.outputs())).toContain('end');
  },
  60_000,
);

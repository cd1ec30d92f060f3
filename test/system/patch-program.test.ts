import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { startServer } from '../support/server.js';

const HERE = (...lines: string[]) => `<<'PATCH'\n*** Begin Patch\n${lines.join('\n')}\n*** End Patch\nPATCH`;

/** Runs a script behind the real sandbox. The login profile sets PATH anew, as those of most systems do. */
async function run(sandbox: string, scriptFor: (outside: string) => string, shell: readonly string[]) {
  const parent = join(homedir(), '.cache');
  await using home = await scratchFolder('home', parent);
  await using work = await scratchFolder('work', parent);
  await using outside = await scratchFolder('outside', parent);
  const command = [...shell, scriptFor(outside.path)];
  await using peer = await startModelPeer([
    { calls: [{ name: 'shell', args: { command }, callId: 'call_1' }] },
    { text: 'done' },
  ]);
  for (const name of ['.bash_profile', '.profile']) {
    writeFileSync(join(home.path, name), 'export PATH=/usr/local/bin:/usr/bin:/bin\n');
  }
  mkdirSync(join(work.path, '.git/hooks'), { recursive: true });
  writeFileSync(join(work.path, '.git/HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(work.path, 'a.txt'), 'one\n');
  writeFileSync(join(outside.path, 'a.txt'), 'one\n');
  await using server = await startServer({ home: home.path, cwd: work.path, config: peer.config() });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const params = { approvalPolicy: 'never', sandbox };
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', params);
  await server.request('addConversationListener', { conversationId });
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] });
  await server.next('task_complete');
  const output = peer.requests.at(-1)?.body.input.findLast((item) => item.type === 'function_call_output')?.output;
  expect(server.received('patch_apply_begin'), 'it runs as a command').toEqual([]);
  return {
    output: String(output),
    work: readFileSync(join(work.path, 'a.txt'), 'utf8'),
    added: existsSync(join(work.path, 'sub/new.txt')),
    hooks: readdirSync(join(work.path, '.git/hooks')),
    outside: readdirSync(outside.path).map((name) => `${name}: ${readFileSync(join(outside.path, name), 'utf8')}`),
  };
}

const UNTOUCHED = { work: 'one\n', added: false, hooks: [], outside: ['a.txt: one\n'] };
const UPDATE = ['*** Update File: a.txt', '@@', '-one', '+two'];
const ADD = ['*** Add File: sub/new.txt', '+new'];
const SHELLS = [
  ['bash', '-lc'],
  ['bash', '-c'],
  ['sh', '-lc'],
  ['bash', '--login', '-c'],
];

test.each(SHELLS)('workspace-write: apply_patch in a script of `%s %s` writes in the workspace', async (...shell) => {
  const script = () => `echo $PATH; apply_patch ${HERE(...UPDATE, ...ADD)}`;
  const { output, ...rest } = await run('workspace-write', script, shell.filter(Boolean));
  expect(rest, output).toEqual({ ...UNTOUCHED, work: 'two\n', added: true });
  expect(output).toContain('Success. Updated the following files:\\nA sub/new.txt\\nM a.txt');
});

test.each<[what: string, patch: (outside: string) => string[]]>([
  ['a new file outside', (outside) => [...UPDATE, `*** Add File: ${outside}/new.txt`, '+new']],
  ['an update outside', (outside) => [...ADD, `*** Update File: ${outside}/a.txt`, '@@', '-one', '+two']],
  ['a removal outside', (outside) => [...UPDATE, `*** Delete File: ${outside}/a.txt`]],
  ['a move out', (outside) => ['*** Update File: a.txt', `*** Move to: ${outside}/b.txt`, '@@', '-one', '+two']],
  ['a hook of git', () => [...UPDATE, '*** Add File: .git/hooks/pre-commit', '+#!/bin/sh']],
  ['the configuration of git', () => [...UPDATE, '*** Add File: .git/config', '+[core]']],
  ['settings of agents', () => [...UPDATE, '*** Add File: .codex/config.toml', '+model = "x"']],
])('workspace-write: %s is refused with its reason, and nothing is left', async (_, patch) => {
  const script = (outside: string) => `apply_patch ${HERE(...patch(outside))}\necho "it gave $?"`;
  const { output, ...rest } = await run('workspace-write', script, ['bash', '-lc']);
  expect(rest, output).toEqual(UNTOUCHED);
  expect(output).toMatch(/Failed to \w+ [^"]*Read-only file system \(os error 30\)/);
  expect(output).toContain('it gave 1');
  expect(output).not.toContain('not put back');
});

test.each<[what: string, patch: string[]]>([
  ['an update', UPDATE],
  ['a new file', ADD],
  ['a removal', ['*** Delete File: a.txt']],
  ['a move', ['*** Update File: a.txt', '*** Move to: b.txt', '@@', '-one', '+two']],
])('read-only: %s is refused with its reason', async (_, patch) => {
  const { output, ...rest } = await run('read-only', () => `true; apply_patch ${HERE(...patch)}`, ['bash', '-lc']);
  expect(rest, output).toEqual(UNTOUCHED);
  expect(output).toMatch(/Failed to \w+ [^"]*Read-only file system \(os error 30\)/);
});

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startModelPeer } from '../support/model-peer.js';
import { startServer } from '../support/server.js';

const PATCH = "*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+it's $two\n*** End Patch";
const HERE = `<<'PATCH'\n${PATCH}\nPATCH`;
const QUOTED = `'${PATCH.replaceAll("'", "'\\''")}'`;

/** What a turn makes of a.txt and b.txt when the model runs the commands; the shell's answer to the first. */
async function run(command: string[], sandbox = 'danger-full-access') {
  await using peer = await startModelPeer([
    { calls: [{ name: 'shell', args: { command }, callId: 'call_1' }] },
    { text: 'done' },
  ]);
  const config = peer.config('[sandbox_workspace_write]\nexclude_slash_tmp = true');
  await using server = await startServer({ config });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  const params = { approvalPolicy: 'never', sandbox };
  const { conversationId } = await server.request<{ conversationId: string }>('newConversation', params);
  await server.request('addConversationListener', { conversationId });
  writeFileSync(join(server.work, 'a.txt'), 'one\n');
  mkdirSync(join(server.work, 'sub'));
  writeFileSync(join(server.work, 'sub/a.txt'), 'one\n');
  await server.request('sendUserMessage', { conversationId, items: [{ type: 'text', data: { text: 'go' } }] });
  await server.next('task_complete');
  const output = peer.requests.at(-1)?.body.input.find((item) => item.type.endsWith('_output'))?.output;
  const read = (name: string) =>
    existsSync(join(server.work, name)) ? readFileSync(join(server.work, name), 'utf8') : '';
  const shown = server.received('patch_apply_end').length > 0 ? 'patch' : 'command';
  return { output: String(output), a: read('a.txt'), sub: read('sub/a.txt'), shown };
}

// C243
it.each<[what: string, command: string[], file?: 'a' | 'sub']>([
  ['a login shell, chained', ['bash', '-lc', `true && apply_patch ${HERE}`]],
  ['behind another command', ['bash', '-lc', `echo before\napply_patch ${HERE}\necho after`]],
  ['a shell without login', ['bash', '-c', `pwd; apply_patch ${HERE}`]],
  ['sh', ['sh', '-c', `pwd; apply_patch ${HERE}`]],
  ['sh with login', ['sh', '-lc', `pwd; apply_patch ${HERE}`]],
  ['a long option', ['bash', '--login', '-c', `pwd; apply_patch ${HERE}`]],
  ['quoted', ['bash', '-lc', `apply_patch ${QUOTED}`]],
  ['piped', ['bash', '-lc', `cat ${HERE.replace('\n', ' | apply_patch\n')}`]],
  ['with its output piped', ['bash', '-lc', `apply_patch ${HERE.replace('\n', ' | cat\n')}`]],
  ['the other name', ['bash', '-lc', `echo; applypatch ${HERE}`]],
  ['a login shell in a login shell', ['bash', '-lc', `bash -lc 'cat > p' ${HERE}\nbash -lc 'apply_patch < p'`]],
  ['sh in bash', ['bash', '-lc', `sh -c apply_patch ${HERE}`]],
  ['env', ['bash', '-lc', `env X=1 apply_patch ${HERE}`]],
  ['a loop', ['bash', '-lc', `for i in 1; do\napply_patch ${HERE}\ndone`]],
  ['another folder', ['bash', '-lc', `cd sub; apply_patch ${HERE}`], 'sub'],
  ['no shell at all', ['env', 'apply_patch', PATCH]],
])('apply_patch works in a script: %s', async (_, command, file = 'a') => {
  const { shown, output, ...files } = await run(command);
  expect(files, output).toEqual({ a: 'one\n', sub: 'one\n', [file]: "it's $two\n" });
  expect(output).toContain('Success. Updated the following files:\\nM a.txt');
  expect(shown).toBe('command');
});

it.each(['bash', 'sh', '/bin/bash'])('a plain call of %s shows as a patch', async (shell) => {
  expect(await run([shell, '-c', `apply_patch ${HERE}`])).toMatchObject({ shown: 'patch', a: "it's $two\n" });
});

it.each([
  ['no patch', 'apply_patch hello; echo $?', "The first line of the patch must be '*** Begin Patch'\\n1"],
  ['what does not fit', `sed -i s/one/three/ a.txt; apply_patch ${HERE}`, 'Failed to find expected lines'],
  ['two arguments', 'apply_patch a b; echo $?', 'Usage: apply_patch'],
  ['no input', 'apply_patch < /dev/null; echo $?', 'apply_patch < PATCH\\n2'],
])('what goes wrong is said: %s', async (_, script, said) => {
  expect((await run(['bash', '-lc', script])).output).toContain(said);
});

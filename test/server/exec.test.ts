import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand, startCommand } from '../support/command.js';
import { type PeerReply, startModelPeer } from '../support/model-peer.js';
import { scratchFolder } from '../support/scratch.js';
import { until } from '../support/until.js';

/** A home, and a folder with a repository, for `exec` without a sandbox: what is tested is not the sandbox. */
async function bench(replies: readonly PeerReply[], config = '') {
  const scratch = await scratchFolder('exec');
  const peer = await startModelPeer(replies);
  await scratch.write('home/config.toml', `${peer.config()}${config}`);
  await scratch.write('work/.git/HEAD', 'ref: refs/heads/main\n');
  await scratch.write('plain/file', '');
  const home = join(scratch.path, 'home');
  const work = join(scratch.path, 'work');
  return {
    scratch,
    home,
    work,
    peer,
    exec: (args: readonly string[], input = '', env: Record<string, string> = {}) =>
      runCommand(home, ['exec', '-s', 'danger-full-access', '-C', work, ...args], input, env),
    async [Symbol.asyncDispose]() {
      await peer[Symbol.asyncDispose]();
      await scratch[Symbol.asyncDispose]();
    },
  };
}

const PATCH = "apply_patch <<'EOF'\n*** Begin Patch\n*** Add File: a.txt\n+x\n*** End Patch\nEOF\n";
const BAD: PeerReply = { fail: { status: 400, body: { error: { message: 'bad thing' } } } };

interface Line {
  readonly type: string;
  readonly thread_id?: string;
  readonly item?: { readonly id: string; readonly type: string } & Record<string, unknown>;
}
const linesOf = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const shown = ({ type, item }: Line) => (item ? `${type} ${item.id} ${item.type}` : type);

test('the last message is on stdout, and what happened on stderr', async () => {
  await using b = await bench([
    {
      text: 'I look.',
      calls: [{ name: 'exec_command', args: { cmd: 'printf "a\\033]0;x\\007b"; exit 3' }, callId: 'c1' }],
    },
    { text: 'Done.' },
  ]);
  const { code, stdout, stderr } = await b.exec(['look around']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'Done.\n' });
  for (const part of [
    'workdir: ',
    'user\nlook around',
    'assistant\nI look.',
    'exit code 3',
    'a\ufffd]0;x\ufffdb',
    'tokens used: ',
  ]) {
    expect(stderr).toContain(part);
  }
});

test('--json prints the events of a turn, and only them', async () => {
  await using b = await bench([
    {
      reasoning: 'Thinking',
      text: 'I look.',
      calls: [{ name: 'exec_command', args: { cmd: 'echo hi; exit 3' }, callId: 'c1' }],
    },
    { calls: [{ name: 'update_plan', args: { plan: [{ step: 'one', status: 'in_progress' }] }, callId: 'c2' }] },
    { calls: [{ name: 'exec_command', args: { cmd: PATCH }, callId: 'c3' }] },
    { calls: [{ name: 'update_plan', args: { plan: [{ step: 'one', status: 'completed' }] }, callId: 'c4' }] },
    { text: 'Done.' },
  ] as PeerReply[]);
  const last = join(b.scratch.path, 'last');
  const { code, stdout, stderr } = await b.exec(['--json', '-o', last, '-'], 'do it');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = linesOf(stdout);
  expect(lines.map(shown)).toEqual([
    'thread.started',
    'turn.started',
    'item.completed item_0 reasoning',
    'item.completed item_1 agent_message',
    'item.started item_2 command_execution',
    'item.completed item_2 command_execution',
    'item.started item_3 todo_list',
    'item.started item_4 file_change',
    'item.completed item_4 file_change',
    'item.updated item_3 todo_list',
    'item.completed item_5 agent_message',
    'item.completed item_3 todo_list',
    'turn.completed',
  ]);
  expect(lines[5]?.item).toMatchObject({ aggregated_output: 'hi\n', exit_code: 3, status: 'failed' });
  expect(lines[8]?.item).toMatchObject({
    changes: [{ path: join(b.work, 'a.txt'), kind: 'add' }],
    status: 'completed',
  });
  expect(readFileSync(last, 'utf8')).toBe('Done.');
  expect(b.peer.requests[0]?.body.input.at(-1)?.content?.[0]?.text).toBe('do it');
});

test('a stdin that is piped is added to the prompt', async () => {
  await using b = await bench([{ text: 'ok' }]);
  await b.exec(['sum up'], 'line 1\nline 2');
  expect(b.peer.requests[0]?.body.input.at(-1)?.content?.[0]?.text).toBe('sum up\n\n<stdin>\nline 1\nline 2\n</stdin>');
});

test('a conversation continues by its id, by --last, and in a copy; editors do not list it', async () => {
  await using b = await bench([{ text: 'one' }, { text: 'two' }, { text: 'three' }, { text: 'four' }]);
  const idOf = ({ stdout }: { stdout: string }) => linesOf(stdout)[0]?.thread_id;
  const id = idOf(await b.exec(['--json', 'first'])) as string;
  expect(idOf(await b.exec(['--json', 'resume', id, 'second']))).toBe(id);
  expect(idOf(await b.exec(['--json', 'resume', '--last', 'third']))).toBe(id);
  const copy = idOf(await b.exec(['--json', 'fork', id, 'fourth']));
  expect(copy).not.toBe(id);
  const said = b.peer.requests.map(({ body }) => body.input.filter(({ role }) => role === 'assistant').length);
  expect(said).toEqual([0, 1, 2, 3]);
  const meta = readdirSync(join(b.home, 'sessions'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .map(
      (name) => JSON.parse(readFileSync(join(b.home, 'sessions', name), 'utf8').split('\n', 1)[0] as string).payload,
    );
  expect(meta.map(({ source }) => source)).toEqual(['exec', 'exec']);
});

test('the answer follows a schema, and a key of the environment is used and not stored', async () => {
  await using b = await bench([{ text: '{}' }], 'requires_openai_auth = true\n');
  const schema = await b.scratch.write('schema.json', '{"type":"object"}');
  const { code } = await b.exec(['--json', '--output-schema', schema, 'x'], '', { CODEX_API_KEY: 'sk-once' });
  expect(code).toBe(0);
  const [request] = b.peer.requests;
  expect(request?.headers.authorization).toBe('Bearer sk-once');
  expect(request?.body.text).toMatchObject({ format: { schema: { type: 'object' } } });
  expect(readdirSync(b.home)).not.toContain('auth.json');
});

test('a turn that fails has exit code 1', async () => {
  await using b = await bench([BAD, BAD]);
  const json = await b.exec(['--json', 'x']);
  expect(json.code).toBe(1);
  expect(linesOf(json.stdout).map(({ type }) => type)).toEqual([
    'thread.started',
    'turn.started',
    'error',
    'turn.failed',
  ]);
  const human = await b.exec(['x']);
  expect(human).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('bad thing') });
});

test('Ctrl-C interrupts the turn and ends in order', async () => {
  await using b = await bench([{ deltas: ['slow'], cut: 3, hold: true } as PeerReply]);
  const run = startCommand(b.home, ['exec', '-s', 'danger-full-access', '-C', b.work, '--json', 'x']);
  run.child.stdin.end();
  await until('the request to the model', () => b.peer.requests.length === 1);
  run.child.kill('SIGINT');
  expect(await run.exit).toBe(130);
  expect(linesOf(run.stdout).at(-1)).toMatchObject({ type: 'turn.failed' });
});

test.each([
  [['--bogus'], 2, '--bogus'],
  [['-s', 'none', 'x'], 2, 'read-only, workspace-write or danger-full-access'],
  [['one', 'two'], 2, "unexpected argument 'two'"],
  [['resume'], 2, 'an id or a name is missing, or --last'],
  [['resume', '--last', 'x', 'y'], 2, "unexpected argument 'y'"],
  [['fork'], 2, '<id or name> is missing'],
  [['--last', 'x'], 2, "unknown option '--last'"],
  [['review'], 2, 'what is reviewed is missing'],
  [['review', '--uncommitted', '--base', 'main'], 2, 'exclude each other'],
  [['review', '--title', 'x', '--uncommitted'], 2, '--title needs --commit'],
  [[], 1, 'no prompt was given'],
  [['-C', 'missing', 'x'], 1, 'does not exist'],
  [['--output-schema', 'missing', 'x'], 1, 'the output schema missing cannot be read'],
  [['resume', 'no such name', 'x'], 1, 'no conversation has the id or the name no such name'],
  [['resume', '00000000-0000-7000-8000-000000000000', 'x'], 1, 'no conversation has the id'],
  [['resume', '--last', 'x'], 1, 'there is no conversation to go on with'],
])('%j is refused with the reason', async (args, code, reason) => {
  await using b = await bench([]);
  const run = await b.exec(args);
  expect(run).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(reason) });
});

test('a reader that goes away ends the turn, quietly', async () => {
  await using b = await bench([
    { calls: [{ name: 'exec_command', args: { cmd: 'sleep 60' }, callId: 'c1' }], wire: { optional: true } },
  ]);
  const run = startCommand(b.home, ['exec', '-s', 'danger-full-access', '-C', b.work, '--json', 'x']);
  run.child.stdin.end();
  await until('the first line', () => run.stdout.includes('thread.started'));
  run.child.stdout.destroy();
  expect(await run.exit).toBe(141);
  expect(run.stderr).toBe('');
});

test('a review has its text as the last message', async () => {
  const text = JSON.stringify({ findings: [], overall_correctness: 'patch is correct', overall_explanation: 'Fine.' });
  await using b = await bench([{ text }, { text }]);
  const last = join(b.scratch.path, 'last');
  expect(await b.exec(['review', '--base', 'main', '-o', last])).toMatchObject({ code: 0, stdout: 'Fine.\n' });
  expect(readFileSync(last, 'utf8')).toBe('Fine.');
  expect((await b.exec(['review', '-'], 'the tests')).code).toBe(0);
  expect(b.peer.requests.at(-1)?.body.input.at(-1)?.content?.[0]?.text).toContain('the tests');
});

test('outside of a repository a sandboxed run needs a word for it', async () => {
  await using b = await bench([{ text: 'ok' }]);
  const args = ['exec', '-C', join(b.scratch.path, 'plain'), 'x'];
  expect(await runCommand(b.home, args)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--skip-git-repo-check'),
  });
  expect(await runCommand(b.home, [...args, '--skip-git-repo-check'])).toMatchObject({ code: 0, stdout: 'ok\n' });
});

test('--ignore-user-config leaves config.toml out, and takes -c and the sign-in', async () => {
  await using scratch = await scratchFolder('exec');
  await scratch.write('config.toml', 'model = "of the file"\n[broken');
  await scratch.write('auth.json', '{"OPENAI_API_KEY": "of the sign-in"}');
  const settings = ['-c', 'model_provider="scripted"', '-c', 'model="of the line"'];
  const exec = (...args: string[]) =>
    runCommand(scratch.path, ['exec', '--skip-git-repo-check', '-C', scratch.path, ...args, ...settings, 'say it']);
  expect(await exec()).toMatchObject({ code: 1, stderr: expect.stringContaining('config.toml') });
  const { code, stdout, stderr } = await exec('--ignore-user-config', '--ignore-rules');
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('say it') });
  expect(stderr).toContain('model: of the line');
  expect(readFileSync(join(scratch.path, 'config.toml'), 'utf8')).toBe('model = "of the file"\n[broken');
  await using peer = await startModelPeer([{ text: 'Signed in.' }]);
  const mine = `model_providers.mine={name="Mine",base_url="${peer.url}/v1",wire_api="responses",requires_openai_auth=true}`;
  settings.push('-c', mine, '-c', 'model_provider="mine"');
  expect(await exec('--ignore-user-config')).toMatchObject({ code: 0, stdout: 'Signed in.\n' });
  expect(peer.requests[0]?.headers.authorization).toBe('Bearer of the sign-in');
});

test.each([
  [['--worktree'], 'make one with git worktree add'],
  [['--trust'], 'trust_level'],
  [['--approve-for-me'], '--sandbox workspace-write'],
  [['--remote', 'ws://127.0.0.1:1'], 'a server of its own'],
  [['--local-provider', 'ollama'], '--oss'],
])('%s of codex is refused with what to do', async (args, hint) => {
  await using home = await scratchFolder('home');
  const { code, stderr } = await runCommand(home.path, ['exec', ...args, 'hello']);
  expect(code).toBe(2);
  expect(stderr).toContain(`'${args[0]}' of codex does not exist here`);
  expect(stderr).toContain(hint);
});

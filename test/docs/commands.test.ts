import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { PROTOCOL_LEVEL } from '../../src/server/identity.js';
import { git, gitRepository, scratchFolder } from '../support/scratch.js';
import { OURS } from '../support/server.js';
import { textsOf } from './blocks.js';

const [NODE = '', CLI = ''] = OURS;
const block = (page: string, words: string): string => {
  const found = textsOf(page, 'sh').filter((text) => text.includes(words));
  if (found.length !== 1) throw new Error(`${page} has ${found.length} blocks with ${words}`);
  return found[0] as string;
};

/** A shell of a user who has installed `turnwire`, with a home and a project of the test's own, and the scripted model. */
async function shell() {
  const scratch = await scratchFolder('shell');
  const work = join(scratch.path, 'project');
  mkdirSync(work);
  const turnwire = await scratch.write('bin/turnwire', `#!/bin/sh\nexec '${NODE}' '${CLI}' "$@"\n`);
  chmodSync(turnwire, 0o755);
  await scratch.write('.codex/config.toml', 'model_provider = "scripted"\n');
  const env = { PATH: [join(scratch.path, 'bin'), process.env.PATH].join(delimiter), HOME: scratch.path };
  const run = (script: string, input = '') => {
    const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', script], {
      cwd: work,
      env,
      input,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };
  return { run, work, home: scratch.path, [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose]() };
}

test.each(['docs/clients.md', 'docs/vscode.md'])('the shim of %s starts this server', async (page) => {
  await using s = await shell();
  expect(s.run(block(page, 'shim'))).toMatchObject({ status: 0, stderr: '' });
  const version = execFileSync(join(s.home, '.turnwire-shim/bin/codex'), ['--version'], { encoding: 'utf8' });
  expect(version).toBe(`codex-cli ${PROTOCOL_LEVEL}\n`);
});

test('what docs/clients.md records is replayed', async () => {
  await using s = await shell();
  const messages = [
    { id: 0, method: 'initialize', params: { clientInfo: { name: 'docs', version: '1' } } },
    { id: 1, method: 'thread/start', params: {} },
    { id: 2, method: 'thread/list', params: {} },
  ];
  const input = messages.map((message) => `${JSON.stringify(message)}\n`).join('');
  const [record = '', replay = ''] = block('docs/clients.md', '--record').trim().split('\n');
  const recorded = s.run(record, input);
  expect(recorded).toMatchObject({ status: 0, stderr: '' });
  expect(recorded.stdout.split('\n').length).toBeGreaterThan(messages.length);
  const replayed = s.run(replay, input);
  expect(replayed).toMatchObject({ status: 0, stderr: '' });
  expect(messagesIn(replayed.stdout)).toEqual(messagesIn(recorded.stdout));
});

const messagesIn = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('the types of docs/clients.md are written', async () => {
  await using s = await shell();
  expect(s.run(block('docs/clients.md', 'generate-ts'))).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(readdirSync(s.work).sort()).toEqual(['schemas', 'types']);
  expect(existsSync(join(s.work, 'types/v2/ThreadStartParams.ts'))).toBe(true);
  expect(existsSync(join(s.work, 'schemas/v2/ThreadSettingsUpdateParams.json'))).toBe(true);
});

test('the prompts of docs/exec.md are answered, in one conversation after the other', async () => {
  await using s = await shell();
  gitRepository(s.work);
  writeFileSync(join(s.work, 'diary.md'), 'Watered the roses.\n');
  git(s.work, 'add', 'diary.md');
  writeFileSync(join(s.work, 'diary.md'), 'Watered the tulips.\n');
  const { status, stdout, stderr } = s.run(block('docs/exec.md', 'exec'));
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringMatching(/error/i) });
  const [first, second, third] = ['Explain this repository', 'Write a commit message for this', 'Now in French'];
  expect(stdout).toMatch(new RegExp(`${first}[^]*${second}[^]*tulips[^]*${third}`));
});

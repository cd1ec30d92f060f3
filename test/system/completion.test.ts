import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.js';
import { scratchFolder } from '../support/scratch.js';

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

test.each([
  ['bash', ['-n']],
  ['zsh', ['-n']],
  ['fish', ['--no-config', '-n']],
])('%s reads its script', async (shell, options) => {
  if (!isThere(shell)) return;
  await using home = await scratchFolder('home');
  const { stdout } = await runCommand(home.path, ['completion', shell]);
  const script = await home.write('script', stdout);
  const { status, stderr } = spawnSync(shell, [...options, script], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: join(home.path, 'none') },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('fish completes sub-commands and values', async () => {
  if (!isThere('fish')) return;
  await using home = await scratchFolder('home');
  const { stdout } = await runCommand(home.path, ['completion', 'fish']);
  const script = await home.write('script.fish', stdout);
  const ask = `source ${script}; complete -C 'turnwire mcp lo'; complete -C 'turnwire exec -s work'`;
  const { stdout: offered } = spawnSync('fish', ['--no-config', '-c', ask], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: home.path },
  });
  const words = offered.split('\n').map((line) => line.split('\t')[0]);
  expect(words).toEqual(['login', 'logout', 'workspace-write', '']);
});

/** A home with a conversation, and a folder whose `turnwire` knows it. */
async function withConversation() {
  const home = await scratchFolder('home');
  await home.write('config.toml', 'model_provider = "scripted"\n');
  const { stdout } = await runCommand(home.path, ['exec', '--skip-git-repo-check', '--json', 'a rose: for $(whoami)']);
  const id = (JSON.parse(stdout.split('\n', 1)[0] as string) as { thread_id: string }).thread_id;
  const run = `#!/bin/sh\nCODEX_HOME=${home.path} exec ${process.execPath} ${resolve('dist/cli.js')} "$@"\n`;
  await home.write('bin/turnwire', run);
  chmodSync(join(home.path, 'bin/turnwire'), 0o755);
  const env = { PATH: `${join(home.path, 'bin')}:${process.env.PATH}`, HOME: home.path };
  return { home, id: id.slice(0, 13), env };
}

test.each([
  [
    'bash',
    (script: string) =>
      `. ${script}; COMP_WORDS=(turnwire exec fork ''); COMP_CWORD=3; _turnwire; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  ['fish', (script: string) => `. ${script}; complete -C 'turnwire exec fork '`],
])('%s completes conversations', async (shell, ask) => {
  if (!isThere(shell)) return;
  const { home, id, env } = await withConversation();
  await using _home = home;
  const { stdout } = await runCommand(home.path, ['completion', shell]);
  const script = await home.write('script', stdout);
  const { stdout: offered, stderr } = spawnSync(shell, ['-c', ask(script)], { encoding: 'utf8', env });
  expect(stderr).toBe('');
  expect(offered.split('\n').map((line) => line.split('\t')[0])).toContain(id);
});

test('zsh completes conversations', async () => {
  if (!isThere('zsh')) return;
  const { home, id, env } = await withConversation();
  await using _home = home;
  const { stdout } = await runCommand(home.path, ['completion', 'zsh']);
  const script = await home.write('script', stdout);
  // Without a terminal the functions of the shell that show matches are not there.
  const ask = `compdef() { :; }; _files() { :; }; _describe() { print -rl -- \${(P)2}; }
    . ${script}; words=(turnwire exec fork ''); CURRENT=4; _turnwire`;
  const { stdout: offered, stderr } = spawnSync('zsh', ['-f', '-c', ask], { encoding: 'utf8', env });
  expect(stderr).toBe('');
  expect(offered.split('\n')).toContainEqual(
    expect.stringMatching(new RegExp(`^${id}:.*a rose\\\\: for \\$\\(whoami\\)`)),
  );
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
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

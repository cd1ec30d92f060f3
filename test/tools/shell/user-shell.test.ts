import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { inUserShell } from '../../../src/tools/shell/user-shell.js';
import { scratchFolder } from '../../support/scratch.js';

test('a script of bash -lc runs in the login shell, after its rc file', async () => {
  await using home = await scratchFolder("home of o'hara");
  await home.write('.bashrc', 'greet() { echo "hello $1"; }\n');
  const login = { shell: '/bin/bash', homedir: home.path };
  const [shell, ...args] = inUserShell(['bash', '-lc', 'greet you; exit 3 || true'], login);
  expect(shell).toBe('/bin/bash');
  expect(() => execFileSync(shell as string, args, { encoding: 'utf8' })).toThrow(
    expect.objectContaining({ status: 3, stdout: 'hello you\n' }),
  );
  const [, ...words] = inUserShell(['printf', '%s|', "it's", 'a  b'], login);
  expect(execFileSync('/bin/bash', words, { encoding: 'utf8' })).toBe("it's|a  b|");
});

test.each([
  ['without an rc file', '/usr/bin/zsh', ['bash', '-lc', 'ls'], ['/usr/bin/zsh', '-lc', 'ls']],
  ['a command of words', '/usr/bin/zsh', ['ls', '-l'], ['/usr/bin/zsh', '-lc', 'ls -l']],
  ['another shell', '/usr/bin/fish', ['bash', '-lc', 'ls'], ['bash', '-lc', 'ls']],
  ['no shell', null, ['ls'], ['ls']],
])('%s', (_what, shell, argv, expected) => {
  expect(inUserShell(argv, { shell, homedir: '/nowhere' })).toEqual(expected);
});

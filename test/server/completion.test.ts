import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runCommand } from '../support/command.js';
import { scratchFolder } from '../support/scratch.js';

let script: string;
beforeAll(async () => {
  await using home = await scratchFolder('home');
  script = (await runCommand(home.path, ['completion', 'bash'])).stdout;
});

/** What bash offers for the last of the words. */
function offered(words: readonly string[], cwd = '.'): string[] {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(turnwire ${quoted}); COMP_CWORD=${words.length}; _turnwire; printf '%s\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync('bash', ['--norc', '-euc', `${script}\n${ask}`], { encoding: 'utf8', cwd });
  return text.split('\n').filter((line) => line !== '');
}

test('commands, sub-commands, options and their values are completed', () => {
  expect(offered(['un'])).toEqual(['unarchive']);
  expect(offered([''])).toEqual(expect.arrayContaining(['exec', 'list', 'mcp', 'doctor', '--help']));
  expect(offered(['mcp', 'l'])).toEqual(['list', 'login', 'logout']);
  expect(offered(['exec', '--out'])).toEqual(['--output-last-message', '--output-schema']);
  expect(offered(['exec', '--json', 'res'])).toEqual(['resume']);
  expect(offered(['exec', 'resume', '--l'])).toEqual(['--last']);
  expect(offered(['exec', '-s', 'work'])).toEqual(['workspace-write']);
  expect(offered(['exec', '--sandbox', ''])).toEqual(['read-only', 'workspace-write', 'danger-full-access']);
  expect(offered(['completion', ''])).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  expect(offered(['-c', 'a=1', 'ver'])).toEqual(['version']);
});

test('paths are completed where an option takes one', async () => {
  await using folder = await scratchFolder('paths');
  await folder.write('here/file.txt', '');
  await folder.write('here.txt', '');
  expect(offered(['exec', '-C', 'he'], folder.path)).toEqual(['here']);
  expect(offered(['exec', '-o', 'he'], folder.path).sort()).toEqual(['here', 'here.txt']);
  expect(offered(['exec', '-o', `here${'/'}`], folder.path)).toEqual([join('here', 'file.txt')]);
});

test('other shells are offered, and none that is not known', async () => {
  await using home = await scratchFolder('home');
  for (const shell of ['zsh', 'fish'])
    expect((await runCommand(home.path, ['completion', shell])).stdout).toContain('unarchive');
  expect(await runCommand(home.path, ['completion', 'tcsh'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("<shell> is bash, zsh or fish, not 'tcsh'"),
  });
});

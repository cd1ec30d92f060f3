import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitInfo } from '../../src/workspace/git-info.js';
import { plainOrigin } from '../../src/workspace/plain-origin.js';
import { type Yard, yard } from './git-yard.js';

const hasUsualGit = process.platform === 'linux' && existsSync('/usr/bin/git');
const environment = (more: NodeJS.ProcessEnv = {}) => ({ ...process.env, PATH: '/usr/bin', ...more });

/** What is read from the files, and what git says; it may only differ by saying nothing. */
function both(y: Yard, { env = environment(), outer = [] as string[], cwd = y.ws } = {}) {
  const read = plainOrigin({ cwd, dotGit: join(y.ws, '.git'), outer, env });
  let said: string | undefined;
  try {
    const result = execFileSync('git', ['remote', 'get-url', 'origin'], {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    said = result.split('\n')[0];
  } catch {
    // it has none
  }
  return { read: read ? read.origin : 'git must be asked', said };
}

const CORE = '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n';
const origin = (line: string) => `${CORE}[remote "origin"]\n\t${line}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`;

test.runIf(hasUsualGit).each([
  ['of git itself', origin('url = https://example.org/a.git'), 'https://example.org/a.git'],
  [
    'with more sections',
    `${origin('url = ssh://git@example.org:2222/a')}[branch "main"]\n\tremote = origin\n`,
    'ssh://git@example.org:2222/a',
  ],
  ['in other letters', origin('URL=../a.git   '), '../a.git'],
  ['of Windows', origin('url = C:/a.git').replaceAll('\n', '\r\n'), 'C:/a.git'],
  ['with remarks', `# mine\n${origin('url = a')}\n; the end`, 'a'],
  ['of another remote', origin('url = a').replace('origin', 'Origin'), undefined],
  ['without a remote', CORE, undefined],
  ['that is empty', '', undefined],
])('plain settings are read without git: %s', async (_, config, expected) => {
  await using y = await yard();
  writeFileSync(join(y.ws, '.git', 'config'), config);
  expect(both(y)).toEqual({ read: expected, said: expected });
  const runs = y.supervisor.runs;
  expect((await gitInfo(y.supervisor, y.ws, environment()))?.repositoryUrl).toBe(expected);
  expect(y.supervisor.runs).toBe(runs);
});

test.runIf(hasUsualGit).each([
  ['a value in quotes', origin('url = "a b"')],
  ['a remark after the value', origin('url = a # b')],
  ['an escape', origin('url = a\\tb')],
  ['a line that goes on', origin('url = a\\\nb')],
  ['a line before it that goes on', origin('proxy = a\\\n\turl = b\n\turl = c')],
  ['two addresses', origin('url = a\n\turl = b')],
  ['no address', origin('pushurl = a')],
  ['no value', origin('url')],
  ['letters that are not ASCII', origin('url = ä')],
  ['the old form of a section', `${CORE}[remote.origin]\n\turl = a\n`],
  ['a section and a value in one line', `${CORE}[remote "origin"] url = a\n`],
  ['a section in quotes with an escape', `${CORE}[remote "or\\igin"]\n\turl = a\n`],
  ['another address instead', `${origin('url = a')}[url "b"]\n\tinsteadOf = a\n`],
  ['another file', `${origin('url = a')}[include]\n\tpath = further\n`],
  ['another file for a branch', `${origin('url = a')}[includeIf "onbranch:main"]\n\tpath = further\n`],
  ['a later format', origin('url = a').replace('= 0', '= 1')],
  ['an extension', `${origin('url = a')}[extensions]\n\tworktreeConfig = true\n`],
  ['what is no setting', `${origin('url = a')}???\n`],
])('git is asked for all other settings: %s', async (_, config) => {
  await using y = await yard();
  writeFileSync(join(y.ws, '.git', 'config'), config);
  writeFileSync(join(y.ws, '.git', 'further'), '[url "b"]\n\tinsteadOf = a\n');
  expect(both(y).read).toBe('git must be asked');
});

test.runIf(hasUsualGit).each<[string, (y: Yard) => unknown]>([
  ['an old list of remotes', (y) => y.write('.git/remotes/origin', 'URL: a\n')],
  ['an old list of branches', (y) => y.write('.git/branches/origin', 'a\n')],
  ['settings of one worktree', (y) => y.write('.git/config.worktree', '')],
  ['no objects', (y) => rmSync(join(y.ws, '.git', 'objects'), { recursive: true })],
  ['no refs', (y) => rmSync(join(y.ws, '.git', 'refs'), { recursive: true })],
  ['a HEAD that leads nowhere', (y) => writeFileSync(join(y.ws, '.git', 'HEAD'), 'ref: main\n')],
  [
    'a link',
    (y) => {
      renameSync(join(y.ws, '.git'), join(y.scratch.path, 'elsewhere'));
      symlinkSync(join(y.scratch.path, 'elsewhere'), join(y.ws, '.git'));
    },
  ],
  [
    'a pointer',
    (y) => {
      renameSync(join(y.ws, '.git'), join(y.scratch.path, 'elsewhere'));
      writeFileSync(join(y.ws, '.git'), `gitdir: ${join(y.scratch.path, 'elsewhere')}\n`);
    },
  ],
])('git is asked for a repository of another kind: %s', async (_, change) => {
  await using y = await yard();
  expect(both(y)).toEqual({ read: '../remote.git', said: '../remote.git' });
  await change(y);
  expect(both(y).read).toBe('git must be asked');
});

test.runIf(hasUsualGit)('git is asked when the user or the system has settings for addresses', async () => {
  await using y = await yard();
  const outer = join(y.scratch.path, 'gitconfig');
  const asked = (text: string) => {
    writeFileSync(outer, text);
    return both(y, { outer: [outer], env: environment({ GIT_CONFIG_GLOBAL: outer }) });
  };
  expect(asked('[user]\n\tname = A\n')).toEqual({ read: '../remote.git', said: '../remote.git' });
  expect(asked('[url "ssh://example.org/"]\n\tinsteadOf = ../\n')).toEqual({
    read: 'git must be asked',
    said: 'ssh://example.org/remote.git',
  });
  for (const section of ['[Include]\n\tpath = a\n', '[ remote "origin"]\n\turl = a\n', '[extensions]\n'])
    expect(asked(section).read).toBe('git must be asked');
});

test.runIf(hasUsualGit)('git is asked when its surroundings may lead it elsewhere', async () => {
  await using y = await yard();
  const below = join(y.ws, 'below');
  mkdirSync(below);
  const read = (more: NodeJS.ProcessEnv) => both(y, { env: environment(more), cwd: below }).read;
  expect(read({})).toBe('../remote.git');
  expect(read({ GIT_CEILING_DIRECTORIES: y.ws })).toBe('git must be asked');
  expect(read({ GIT_CONFIG_COUNT: '0' })).toBe('git must be asked');
  expect(read({ GIT_CONFIG_NOSYSTEM: '1' })).toBe('git must be asked');
  const bin = join(y.scratch.path, 'bin');
  mkdirSync(bin);
  expect(read({ PATH: `${bin}:/usr/bin` })).toBe('../remote.git');
  symlinkSync('/usr/bin/git', join(bin, 'git'));
  expect(read({ PATH: `${bin}:/usr/bin` })).toBe('git must be asked');
  expect(plainOrigin({ cwd: below, dotGit: join(y.ws, '.git'), outer: [], env: {} })).toBeUndefined();
});

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decide, session, shell } from '../server/shell-session.js';
import { git, gitRepository } from '../support/scratch.js';

/** What a repository can name that git runs, and the command that would run it. `RUN` is a program that leaves a file behind. */
const WAYS: [string, (repository: string, run: string) => void, string[]][] = [
  ['a file system monitor', (r, run) => git(r, 'config', 'core.fsmonitor', run), ['git', 'status']],
  ['an external diff', (r, run) => git(r, 'config', 'diff.external', run), ['git', 'diff']],
  ['a diff driver', (r, run) => driver(r, 'diff=x', 'diff.x.command', run), ['git', 'diff']],
  ['a text conversion', (r, run) => driver(r, 'diff=x', 'diff.x.textconv', run), ['git', 'show']],
  ['a clean filter', (r, run) => driver(r, 'filter=x', 'filter.x.clean', run), ['git', 'status']],
  ['a process filter', (r, run) => driver(r, 'filter=x', 'filter.x.process', run), ['git', 'diff']],
  ['a pager', (r, run) => git(r, 'config', 'core.pager', run), ['git', 'log']],
  ['a pager of a command', (r, run) => git(r, 'config', 'pager.branch', run), ['git', 'branch', '--list']],
  [
    'a program for signatures',
    (r, run) => {
      git(r, 'config', 'gpg.program', run);
      git(r, 'config', 'log.showSignature', 'true');
    },
    ['git', 'log'],
  ],
  [
    'a hook',
    (r, run) => {
      // Git runs it when it writes the index again: surely for a file whose time alone has changed, for others only within the same second.
      writeFileSync(join(r, 'same'), 'same\n');
      git(r, 'add', 'same');
      utimesSync(join(r, 'same'), 1, 1);
      writeFileSync(join(r, '.git/hooks/post-index-change'), `#!/bin/sh\n${run}\n`, { mode: 0o755 });
    },
    ['git', 'status'],
  ],
  ['a folder of hooks', (r) => git(r, 'config', 'core.hooksPath', r), ['git', 'status']],
  ['an alias', (r, run) => git(r, 'config', 'alias.status', `!${run}`), ['git', 'status']],
  [
    'an included file',
    (r, run) => {
      writeFileSync(join(r, 'more'), `[core]\n\tfsmonitor = ${run}\n`);
      git(r, 'config', 'include.path', '../more');
    },
    ['git', 'status'],
  ],
  [
    'a submodule',
    (r, run) => {
      execFileSync('mkdir', [join(r, 'sub')]);
      gitRepository(join(r, 'sub'));
      git(r, 'add', 'sub');
      git(join(r, 'sub'), 'config', 'core.fsmonitor', run);
    },
    ['git', 'status'],
  ],
];

/** Git does not run these for such a command: without a terminal there is no pager, and an alias does not replace a command. */
const HARMLESS = ['a pager', 'a pager of a command', 'an alias', 'a folder of hooks', 'a program for signatures'];

function driver(repository: string, attribute: string, key: string, run: string): void {
  writeFileSync(join(repository, '.gitattributes'), `* ${attribute}\n`);
  git(repository, 'config', key, run);
}

// C220
test.each(
  WAYS.flatMap(([way, make, argv]) =>
    (['workspace-write', 'danger-full-access'] as const).map((sandbox) => ({ way, make, argv, sandbox })),
  ),
)('untrusted, $sandbox: git runs unasked, and $way writes nothing', async ({ way, make, argv, sandbox }) => {
  await using s = await session([{ calls: [shell(argv)] }, { text: 'done' }], { approvalPolicy: 'untrusted', sandbox });
  decide(s.server, 'denied');
  const [work, run] = [s.server.work, join(s.server.work, 'run')];
  gitRepository(work);
  writeFileSync(
    run,
    `#!/bin/sh\ntouch '${work}/.git/it-ran' '${work}/it-ran' '${s.home}/it-ran'\ncat "$@" 2>/dev/null\nexit 0\n`,
  );
  chmodSync(run, 0o755);
  writeFileSync(join(work, 'file'), 'one\n');
  git(work, 'add', 'file');
  git(work, 'commit', '-q', '-m', 'file');
  make(work, run);
  writeFileSync(join(work, 'file'), 'two\n');
  await s.say();
  await s.server.next('task_complete');
  expect(s.server.received('execCommandApproval')).toHaveLength(0);
  expect(s.server.received('exec_command_begin')).toHaveLength(1);
  for (const place of ['.git/it-ran', 'it-ran']) expect(existsSync(join(work, place))).toBe(false);
  expect(existsSync(join(s.home, 'it-ran'))).toBe(false);
  // The same without a sandbox, to see that the repository is as hostile as it is meant to be.
  spawnSync(argv[0] as string, argv.slice(1), { cwd: work, stdio: 'ignore' });
  expect([way, existsSync(join(work, 'it-ran'))]).toEqual([way, !HARMLESS.includes(way)]);
});

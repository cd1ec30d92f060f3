import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decide, session, shell } from '../server/shell-session.js';
import { git, gitRepository, scratchFolder } from '../support/scratch.js';

const POLICIES = { approvalPolicy: 'never', sandbox: 'workspace-write' };
type Session = Awaited<ReturnType<typeof session>>;
const notes = (s: Session): string[] =>
  s.server.received('background_event').map(({ params }) => (params as { msg: { message: string } }).msg.message);
const GUARDED = ['.git', '.codex', '.agents'];

/** What a script does in a conversation whose workspace was prepared. */
async function run(script: string, prepare: (work: string) => void = () => {}, params: object = POLICIES) {
  const s = await session([{ calls: [shell(['bash', '-c', script])] }, { text: 'done' }], params);
  prepare(s.server.work);
  decide(s.server, 'approved');
  await s.say();
  await s.server.next('task_complete');
  return s;
}

// C221
test.each([
  ['git init', 'git init'],
  ['a folder', 'mkdir .git; echo x > .git/config'],
  ['a file', 'rm -rf .git; echo "gitdir: /elsewhere" > .git'],
  ['a link', 'rmdir .git; ln -s /elsewhere .git'],
  ['a rename', 'mkdir x; echo x > x/config; mv -T x .git'],
  ['moved away', 'mv .git away; mkdir .git'],
  ['.codex', 'mkdir -p .codex; echo x > .codex/config.toml'],
  ['.agents', 'mkdir -p .agents/skills'],
  ['in the background', 'setsid sh -c "sleep 0.2; git init" & sleep 0.3; git init'],
])('a command cannot make what other programs take programs from: %s', async (_, script) => {
  await using s = await run(script);
  expect(readdirSync(s.server.work).filter((name) => GUARDED.includes(name))).toEqual([]);
  expect(notes(s)).toEqual([]);
});

test('in each writable root', async () => {
  await using more = await scratchFolder('more', '/var/tmp');
  const script = `for d in . ${more.path}; do for n in .git .codex .agents; do mkdir -p $d/$n/x; done; mkdir -p $d/other; done`;
  await using s = await session([{ calls: [shell(['bash', '-c', script])] }, { text: 'done' }], {
    ...POLICIES,
    config: { 'sandbox_workspace_write.writable_roots': [more.path] },
  });
  await s.say();
  await s.server.next('task_complete');
  for (const path of [more.path, s.server.work]) {
    expect(readdirSync(path).filter((name) => [...GUARDED, 'other'].includes(name))).toEqual(['other']);
  }
});

test('what was there stays: an empty folder, and one that the user fills meanwhile', async () => {
  await using s = await session(
    [{ calls: [shell(['bash', '-c', 'touch up; sleep 0.5; touch .git/x .codex/x'])] }, { text: 'done' }],
    POLICIES,
  );
  mkdirSync(join(s.server.work, '.codex'));
  await s.say();
  await s.server.next('exec_command_begin');
  while (!readdirSync(s.server.work).includes('up')) await new Promise(setImmediate);
  writeFileSync(join(s.server.work, '.git', 'mine'), '');
  await s.server.next('task_complete');
  expect(readdirSync(join(s.server.work, '.git'))).toEqual(['mine']);
  expect(readdirSync(join(s.server.work, '.codex'))).toEqual([]);
});

test('what a killed server has left is still none, and goes', async () => {
  await using s = await session([{ calls: [shell(['bash', '-c', 'touch up; sleep 300'])] }], POLICIES);
  await s.say();
  while (!readdirSync(s.server.work).includes('up')) await new Promise((done) => setTimeout(done, 5));
  expect(readdirSync(s.server.work)).toContain('.git');
  s.server.kill('SIGKILL');
  await s.server.exit;
  await using next = await run('git init', (work) => {
    // The same folder, as another server finds it.
    for (const name of GUARDED) renameSync(join(s.server.work, name), join(work, name));
  });
  expect(readdirSync(next.server.work).filter((name) => GUARDED.includes(name))).toEqual([]);
});

test('one command that ends leaves the guard of another one in place', async () => {
  const long = 'touch up; until [ -e go ]; do sleep 0.01; done; git init; true';
  await using first = await session([{ calls: [shell(['bash', '-c', long])] }, { text: 'done' }], POLICIES);
  await first.say();
  while (!readdirSync(first.server.work).includes('up')) await new Promise((done) => setTimeout(done, 5));
  // Another server, in the same folder.
  await using second = await session([{ calls: [shell(['bash', '-c', 'true'])] }, { text: 'done' }], {
    ...POLICIES,
    cwd: first.server.work,
  });
  await second.say();
  await second.server.next('task_complete');
  expect(readdirSync(first.server.work)).toContain('.git');
  writeFileSync(join(first.server.work, 'go'), '');
  await first.server.next('task_complete');
  expect(readdirSync(first.server.work).filter((name) => GUARDED.includes(name))).toEqual([]);
});

test('existing ones cannot be written, and nothing is said of them', async () => {
  await using s = await run('touch .git/x .codex/x .agents/x; mv .codex away; git status; echo end', (work) => {
    gitRepository(work);
    for (const name of ['.codex', '.agents']) mkdirSync(join(work, name));
  });
  for (const name of GUARDED) expect(readdirSync(join(s.server.work, name))).not.toContain('x');
  expect(notes(s)).toEqual([]);
});

const nested = (work: string): void => {
  mkdirSync(join(work, 'sub'));
  gitRepository(join(work, 'sub'));
};
const linked = (work: string): void => {
  nested(work);
  renameSync(join(work, 'sub', '.git'), join(work, 'sub', 'real'));
  symlinkSync('real', join(work, 'sub', '.git'));
};
const pointed = (work: string): void => {
  nested(work);
  renameSync(join(work, 'sub', '.git'), join(work, 'store'));
  writeFileSync(join(work, 'sub', '.git'), 'gitdir: ../store\n');
};
const nothing = (): void => {};

const REPORTED: [string, string, (work: string) => void, string][] = [
  ['a new one', 'git init -q sub', nothing, 'has made sub/.git'],
  ['a new one, deeper', 'git init -q a/b/c', nothing, 'has made a/b/c/.git'],
  ['one that is moved into place', 'git init -q x; mv x/.git x/y; mkdir z; mv x/y z/.git', nothing, 'has made z/.git'],
  ['a clone', 'git init -q --bare a; git clone -q a b', nothing, 'has made'],
  [
    'a bare one',
    'mkdir b; cd b; mkdir objects refs; echo "ref: refs/heads/x" > HEAD; echo > config',
    nothing,
    'has made b',
  ],
  ['a .git file', 'mkdir sub; echo "gitdir: ../x" > sub/.git', nothing, 'has made sub/.git'],
  ['a .git link', 'mkdir sub; ln -s ../x sub/.git', nothing, 'has made sub/.git'],
  [
    'a setting',
    'git -C sub config core.fsmonitor ./x',
    nested,
    'has changed the configuration or the hooks of sub/.git',
  ],
  [
    'a file of settings written over',
    'echo "[core]" >> sub/.git/config; touch -d 2001-01-01 sub/.git/config',
    nested,
    'of sub/.git',
  ],
  ['a hook', 'mkdir -p sub/.git/hooks; echo x > sub/.git/hooks/pre-commit', nested, 'of sub/.git'],
  [
    'a hook that becomes a program',
    'chmod +x sub/.git/hooks/pre-push',
    (work) => {
      nested(work);
      mkdirSync(join(work, 'sub/.git/hooks'), { recursive: true });
      writeFileSync(join(work, 'sub/.git/hooks/pre-push'), '');
    },
    'of sub/.git',
  ],
  ['a .git link replaced', 'ln -sfn elsewhere sub/.git', linked, 'sub/.git'],
  ['a .git link to what is changed', 'git -C sub config a.b c', linked, 'of sub/.git'],
  ['a .git file replaced', 'echo "gitdir: elsewhere" > sub/.git', pointed, 'sub/.git'],
  ['a folder that a .git file names', 'git -C sub config a.b c', pointed, 'of store, sub/.git.'],
  ['a folder in place of another', 'git init -q n; mv sub/.git old; mv n/.git sub/.git', nested, 'has made'],
];

test.each(REPORTED)(
  'in the sandbox, the user gets a warning about nested repositories: %s',
  async (_, script, prepare, told) => {
    await using s = await run(script, prepare);
    expect(notes(s).join().replaceAll(`${s.server.work}/`, '')).toContain(told);
  },
);

test.each([
  ...REPORTED.slice(0, 3),
  ...REPORTED.slice(7, 10),
  ['the top', 'git init', nothing, 'has made .git'] as const,
])('outside of the sandbox as well: %s', async (_, script, prepare, told) => {
  await using s = await run(script, prepare, { approvalPolicy: 'untrusted', sandbox: 'workspace-write' });
  expect(s.server.received('execCommandApproval')).toHaveLength(1);
  expect(notes(s).join().replaceAll(`${s.server.work}/`, '')).toContain(told);
});

test.each([
  ['a look at a nested repository', 'git -C sub status; git -C sub log', nested],
  ['a commit in it', 'cd sub; echo x > x; git add x; git -c user.name=x -c user.email=x commit -qm x', nested],
  ['other files', 'mkdir -p a/b; echo x > a/config; echo y > a/HEAD', nothing],
  ['its files', 'touch sub/config; rm -rf sub/x', nested],
  [
    'an example of a hook',
    'echo x >> sub/.git/hooks/pre-push.sample',
    (work: string) => {
      nested(work);
      mkdirSync(join(work, 'sub/.git/hooks'), { recursive: true });
      writeFileSync(join(work, 'sub/.git/hooks/pre-push.sample'), '');
    },
  ],
  ['nothing', 'true', nested],
])('nothing is said of %s', async (_, script, prepare) => {
  await using s = await run(script, (work) => {
    prepare(work);
    if (prepare === nested) git(join(work, 'sub'), 'status');
  });
  expect(notes(s)).toEqual([]);
});

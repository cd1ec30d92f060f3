import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ChildJournal } from '../../src/process/journal.js';
import { type RunOptions, Supervisor } from '../../src/process/supervisor.js';
import { isAlive } from '../support/alive.js';
import { scratchFolder } from '../support/scratch.js';
import { until } from '../support/until.js';

const sh = (script: string, more: Partial<RunOptions> = {}): RunOptions => ({
  argv: ['bash', '-c', script],
  cwd: '/',
  env: process.env,
  timeoutMs: 20_000,
  ...more,
});

test('both streams and the exit code come back, and the output in the order it came', async () => {
  const heard: string[] = [];
  const result = await new Supervisor().run(
    sh('echo one; sleep 0.05; echo two >&2; exit 7', { onOutput: (stream, chunk) => heard.push(`${stream}:${chunk}`) }),
  );
  expect(result).toMatchObject({
    kind: 'exited',
    exitCode: 7,
    stdout: 'one\n',
    stderr: 'two\n',
    aggregated: 'one\ntwo\n',
  });
  expect(heard).toEqual(['stdout:one\n', 'stderr:two\n']);
});

test('a program that is missing, a folder that is missing and an empty name are not started', async () => {
  const supervisor = new Supervisor();
  const argvs: Partial<RunOptions>[] = [
    { argv: ['no-such-program-here'] },
    { cwd: '/no/such/folder' },
    { argv: [''] },
    { argv: [] },
    { argv: ['echo', 'a\0b'] },
  ];
  for (const more of argvs) expect((await supervisor.run(sh('true', more))).kind).toBe('not-started');
});

test('stdin is empty, or what is given', async () => {
  expect(await new Supervisor().run(sh('cat; echo done'))).toMatchObject({ stdout: 'done\n' });
  const stdin = Buffer.alloc(1_000_000, 'x');
  expect(await new Supervisor().run(sh('wc -c', { stdin }))).toMatchObject({ stdout: '1000000\n' });
  expect(await new Supervisor().run(sh('true', { stdin }))).toMatchObject({ exitCode: 0 });
});

test('a launched program outlives the server; one that cannot start is reported', async () => {
  await using scratch = await scratchFolder('launch');
  const supervisor = new Supervisor();
  const script = 'echo $$ > pid; while [ ! -e go ]; do sleep 0.02; done; echo > done';
  const launch = (argv: string[]) => supervisor.launch({ argv, cwd: scratch.path, env: process.env });
  await launch(['sh', '-c', script]);
  await until('the program to run', () => existsSync(join(scratch.path, 'pid')));
  for (const argv of [['no-such-program-here'], [''], ['echo', 'a\0b']]) await expect(launch(argv)).rejects.toThrow();
  await supervisor.close();
  await scratch.write('go', '');
  await until('the program to have ended by itself', () => existsSync(join(scratch.path, 'done')));
});

// C111
test('a grandchild that holds the pipe does not keep the call open, and does not outlive the command', async () => {
  const result = await new Supervisor().run(sh('sleep 60 & echo $!'));
  expect(result).toMatchObject({ kind: 'exited', exitCode: 0 });
  expect(result.durationMs).toBeLessThan(5000);
  const pid = Number('stdout' in result ? result.stdout : 0);
  await until('the grandchild to end', () => !isAlive(pid));
});

// C111
test('a time-out ends the whole group, also one that ignores the polite signal', async () => {
  const result = await new Supervisor().run(
    sh('trap "" TERM; (trap "" TERM; echo $BASHPID; sleep 60) & sleep 60', { timeoutMs: 100 }),
  );
  expect(result.kind).toBe('timed-out');
  expect(result.durationMs).toBeLessThan(4000);
  const pid = Number('stdout' in result ? result.stdout : 0);
  await until('the child to end', () => !isAlive(pid));
});

test('an abort ends the group', async () => {
  const abort = new AbortController();
  const running = new Supervisor().run(sh('sleep 60 & sleep 60', { signal: abort.signal }));
  setImmediate(() => abort.abort());
  expect((await running).kind).toBe('killed');
});

test('what was aborted before it began is not started', async () => {
  const abort = new AbortController();
  abort.abort();
  expect((await new Supervisor().run(sh('true', { signal: abort.signal }))).kind).toBe('not-started');
});

test('an output beyond the limit keeps its beginning and its end', async () => {
  const result = await new Supervisor().run(
    sh('echo first; head -c 300000 /dev/zero | tr "\\0" x; echo; echo last', { maxBytes: 20_000 }),
  );
  if (!('stdout' in result)) throw new Error('it did not run');
  expect(result.stdout.length).toBeLessThan(100_000);
  expect(result.stdout).toMatch(/^first\nx+/);
  expect(result.stdout).toMatch(/x+\nlast\n$/);
  expect(result.stdout).toContain('bytes left out');
});

test('content is handed over on a descriptor', async () => {
  const content = Buffer.from('from the parent');
  expect(await new Supervisor().run(sh('cat <&3', { fds: [{ fd: 3, content }] }))).toMatchObject({
    stdout: 'from the parent',
  });
});

test('closing ends everything and takes nothing more', async () => {
  const supervisor = new Supervisor();
  let started = false;
  const onOutput = () => {
    started = true;
  };
  const running = supervisor.run(sh('trap "" TERM; echo $$; sleep 60', { onOutput }));
  await until('the command to run', () => started);
  await supervisor.close();
  const result = await running;
  expect(isAlive(Number('stdout' in result ? result.stdout : 0))).toBe(false);
  expect((await supervisor.run(sh('true'))).kind).toBe('not-started');
});

test('a journal is empty again when its commands have ended', async () => {
  await using home = await scratchFolder('home');
  const journal = new ChildJournal(home.path);
  await new Supervisor(journal).run(sh('true', { journaled: true }));
  expect(await journal.reap()).toEqual([]);
});

test('what a killed server has left running is ended by the next one, and what a living one runs is not', async () => {
  await using home = await scratchFolder('home');
  const journal = new ChildJournal(home.path);
  const supervisor = new Supervisor(journal);
  let pid = 0;
  const running = supervisor.run(
    sh('echo $$; exec sleep 60', {
      journaled: true,
      onOutput: (_, chunk) => {
        pid = Number(chunk);
      },
    }),
  );
  await until('the command to run', () => pid > 0);
  expect(await journal.reap()).toEqual([]);
  // As if this process had been another one, which is gone.
  const folder = join(home.path, 'turnwire', 'children');
  const path = join(folder, readdirSync(folder)[0] as string);
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(/"owner":\{[^}]*\}/, '"owner":{"pid":2,"started":"long ago"}'),
  );
  expect(await journal.reap()).toEqual([pid]);
  expect((await running).kind).toBe('killed');
});

const bash = (script: string) => ({ argv: ['bash', '-c', script], cwd: '/', env: process.env });

test('a program that runs beside is talked to, and goes when its stdin is closed', async () => {
  const child = new Supervisor().start(bash('while read -r line; do echo "got $line"; done; exit 4'));
  let heard = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    heard += chunk;
  });
  child.stdin?.write('one\n');
  await until('the answer', () => heard === 'got one\n');
  child.end();
  expect(await child.ended).toEqual({ kind: 'exited', exitCode: 4 });
});

test('one that does not go is made to, with all that it has started', async () => {
  const child = new Supervisor().start(
    bash('trap "" TERM; (trap "" TERM; echo $BASHPID; exec sleep 60) & wait; sleep 60'),
  );
  let pid = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    pid = Number(chunk);
  });
  await until('its child', () => pid);
  child.end();
  expect(await child.ended).toEqual({ kind: 'killed', signal: 'SIGKILL' });
  await until('its child to end', () => !isAlive(pid));
});

test('what runs beside ends with the supervisor, and what cannot be started says so', async () => {
  await using home = await scratchFolder('home');
  const journal = new ChildJournal(home.path);
  const supervisor = new Supervisor(journal);
  const child = supervisor.start(bash('sleep 60'));
  expect((await supervisor.start({ ...bash(''), argv: ['no-such-program'] }).ended).kind).toBe('not-started');
  expect((await supervisor.start({ ...bash(''), argv: ['a\0b'] }).ended).kind).toBe('not-started');
  await supervisor.close();
  expect(await child.ended).toEqual({ kind: 'killed', signal: 'SIGTERM' });
  expect(isAlive(child.pid as number)).toBe(false);
  expect((await supervisor.start(bash('true')).ended).kind).toBe('not-started');
  expect(await journal.reap()).toEqual([]);
});

import { mkdirSync, readdirSync, renameSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Handles, PathReplaced } from '../../src/process/sandbox/handles.js';
import { WorkspacePins } from '../../src/process/sandbox/workspace-pins.js';
import { Supervisor } from '../../src/process/supervisor.js';
import { setUp, workspaceWrite } from './sandbox-setup.js';

/** Swaps the folder in its argument for a link to `outside` beside it, all the time. */
const SWAP = `
const { renameSync, symlinkSync, unlinkSync } = require('node:fs');
const [folder] = process.argv.slice(1);
const attempt = (step) => { try { step(); } catch {} };
const clock = new Int32Array(new SharedArrayBuffer(4));
process.stdout.write('begun');
for (;;) {
  attempt(() => renameSync(folder, folder + '-away'));
  attempt(() => symlinkSync('outside', folder));
  Atomics.wait(clock, 0, 0, Math.random() * 2);
  attempt(() => unlinkSync(folder));
  attempt(() => renameSync(folder + '-away', folder));
  Atomics.wait(clock, 0, 0, Math.random() * 6);
}`;

// C224
test('a workspace that is swapped for a link all the time has no command write where the link leads', async () => {
  await using setup = await setUp();
  const supervisor = new Supervisor();
  const pins = new WorkspacePins();
  const settings = { cwd: setup.ws, sandboxPolicy: workspaceWrite() };
  pins.pin(settings);
  const argv = [process.execPath, '-e', SWAP, setup.ws];
  let swapping: Promise<unknown> = Promise.resolve();
  await new Promise<void>((begun) => {
    swapping = supervisor.run({ argv, cwd: setup.path, env: {}, onOutput: () => begun() });
  });
  const counts = { ran: 0, refused: 0 };
  const end = performance.now() + 8_000;
  while (performance.now() < end) {
    const command = { argv: ['touch', join(setup.ws, 'made')], cwd: '/', policy: settings.sandboxPolicy };
    const sandboxed = await setup.sandbox
      .wrap({ ...command, policyCwd: setup.ws, pinned: true })
      .catch((e: unknown) => {
        if (e instanceof PathReplaced) return undefined;
        throw e;
      });
    if (!sandboxed || pins.problem(settings, sandboxed.held) !== undefined) {
      sandboxed?.release();
      counts.refused++;
      continue;
    }
    const { argv: started, cwd, fds } = sandboxed;
    await supervisor.run({ argv: started, cwd, fds, env: {}, timeoutMs: 10_000 });
    sandboxed.release();
    counts.ran++;
    expect(readdirSync(setup.outside)).toEqual(['file']);
  }
  await supervisor.close();
  await swapping;
  expect(counts.ran).toBeGreaterThan(0);
}, 30_000);

test('an open handle stays at the checked file when its path is replaced', async () => {
  await using setup = await setUp();
  const { ws } = setup;
  const policy = workspaceWrite();
  const wrapped = async () => {
    const command = { argv: ['bash', '-c', `echo x > ${ws}/made; ls -l /proc/self/fd`], cwd: '/', policy };
    const sandboxed = await setup.sandbox.wrap({ ...command, policyCwd: ws, pinned: true });
    if (!sandboxed) throw new Error('no sandbox where one was asked for');
    return sandboxed;
  };
  const supervisor = new Supervisor();
  for (const replace of [() => symlinkSync('outside', ws), () => mkdirSync(ws), () => {}]) {
    const { argv, cwd, fds, started, release } = await wrapped();
    renameSync(ws, `${ws}-away`);
    replace();
    const ended = supervisor.run({ argv, cwd, fds, env: { PATH: process.env.PATH }, timeoutMs: 10_000 });
    started();
    await ended;
    release();
    expect(readdirSync(setup.outside)).toEqual(['file']);
    if (readdirSync(setup.path).includes('ws')) {
      try {
        unlinkSync(ws);
      } catch {
        expect(readdirSync(ws)).toEqual([]);
        renameSync(ws, `${ws}-made`);
        renameSync(`${ws}-made`, join(setup.path, `made-${Math.random()}`));
      }
    }
    renameSync(`${ws}-away`, ws);
  }
  // The command has none of the descriptors.
  const { argv, cwd, fds, release } = await wrapped();
  const ran = await supervisor.run({ argv, cwd, fds, env: { PATH: process.env.PATH }, timeoutMs: 10_000 });
  release();
  expect(ran).toMatchObject({ kind: 'exited', exitCode: 0 });
  expect((ran as { stdout: string }).stdout).not.toContain(setup.path);
});

test.each(['a b', 'tab\there', 'back\\slash', 'line\nbreak', 'é ü 漢', "it's $HOME *"])(
  'a folder %j is found where it was mounted',
  async (name) => {
    await using setup = await setUp();
    const folder = join(setup.path, name);
    mkdirSync(folder);
    const policy = workspaceWrite({ writable_roots: [folder] });
    const result = await setup.run(['touch', join(folder, 'made')], policy);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readdirSync(folder)).toEqual(['made']);
  },
);

test('a path that is no real one is not held', async () => {
  await using setup = await setUp();
  symlinkSync('outside', join(setup.path, 'link'));
  for (const name of ['link', 'link/file', 'nothing', 'ws/../outside']) {
    expect(() => Handles.open([setup.outside, `${setup.path}/${name}`])).toThrow(PathReplaced);
  }
  const handles = Handles.open([setup.outside, join(setup.outside, 'file')]);
  expect(handles.paths).toHaveLength(2);
  handles.close();
});

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from '../support/alive.js';
import { readRollout } from '../support/rollout.js';
import { git, gitEnvironment, gitRepository, type Scratch, scratchFolder } from '../support/scratch.js';
import { type Server, type ServerOptions, startServer } from '../support/server.js';
import { until } from '../support/until.js';

async function start(options: ServerOptions = {}): Promise<Server> {
  const server = await startServer({ ...options, env: { ...gitEnvironment, ...options.env } });
  await server.request('initialize', { clientInfo: { name: 'test', version: '1' } });
  return server;
}

function pushed(server: Server): string {
  const { commit } = gitRepository(server.work);
  git(server.home, 'init', '--quiet', '--bare', 'remote.git');
  git(server.work, 'remote', 'add', 'origin', join(server.home, 'remote.git'));
  git(server.work, 'push', '--quiet', 'origin', 'main');
  return commit;
}

// C55
test('the answer is the commit and one diff from the root, asked for by an absolute or a relative path (C55)', async () => {
  await using server = await start();
  const sha = pushed(server);
  mkdirSync(join(server.work, 'below'));
  writeFileSync(join(server.work, 'below/new.txt'), 'new\n');
  const diff =
    'diff --git a/below/new.txt b/below/new.txt\nnew file mode 100644\nindex 0000000..3e75765\n--- /dev/null\n+++ b/below/new.txt\n@@ -0,0 +1 @@\n+new\n';
  for (const cwd of [server.work, join(server.work, 'below'), 'below', '.']) {
    expect(await server.request('gitDiffToRemote', { cwd })).toEqual({ sha, diff });
  }
});

test('the error names the folder as it was given, and the reason', async () => {
  await using server = await start();
  expect(await server.refused('gitDiffToRemote', { cwd: 'no "such"' })).toEqual({
    code: -32600,
    message: 'failed to compute git diff to remote for cwd: "no \\"such\\""',
    data: {
      code: 'git_diff_failed',
      cwd: 'no "such"',
      reason: 'the folder does not exist',
    },
  });
});

/** A `git` that never ends, ahead of the real one on the PATH, and where it writes its pid. */
async function hangingGit(bin: Scratch): Promise<{ PATH: string; pidFile: string }> {
  const pidFile = join(bin.path, 'pid');
  const script = `#!/bin/sh\necho $$ > '${pidFile}.new'; mv '${pidFile}.new' '${pidFile}'\nexec sleep 600\n`;
  await chmod(await bin.write('git', script), 0o755);
  return { PATH: `${bin.path}:${process.env.PATH}`, pidFile };
}

test('a conversation does not wait for a git that hangs, and knows its commit and branch all the same', async () => {
  await using bin = await scratchFolder('bin');
  const { PATH } = await hangingGit(bin);
  await using server = await start({ env: { PATH } });
  const { commit } = gitRepository(server.work);
  const { rolloutPath } = await server.request<{ rolloutPath: string }>('newConversation', {});
  const [meta] = await readRollout(rolloutPath);
  expect(meta?.payload.git).toEqual({ commit_hash: commit, branch: 'main' });
});

test('a git that hangs holds up neither other requests nor the end, and is ended', async () => {
  await using bin = await scratchFolder('bin');
  const { PATH, pidFile } = await hangingGit(bin);
  await using server = await start({ env: { PATH } });
  gitRepository(server.work);
  const diff = server.call('gitDiffToRemote', { cwd: server.work });
  const pid = Number(await until('git to run', () => existsSync(pidFile) && readFileSync(pidFile, 'utf8')));
  await server.request('userInfo');
  server.closeInput();
  expect((await diff).error).toMatchObject({ data: { code: 'shutting_down' } });
  expect(await server.exit).toEqual({ code: 0, signal: null });
  await until('git to be gone', () => !isAlive(pid));
});

test('without git the reason says so', async () => {
  await using server = await start({ env: { PATH: '/nowhere' } });
  gitRepository(server.work);
  const { data } = await server.refused('gitDiffToRemote', { cwd: server.work });
  expect(data).toMatchObject({ reason: expect.stringContaining('git could not be started') });
});

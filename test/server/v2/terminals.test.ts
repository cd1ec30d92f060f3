import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isAlive } from '../../support/alive.js';
import { scratchFolder } from '../../support/scratch.js';
import { OURS } from '../../support/server.js';
import { until } from '../../support/until.js';
import { base64, deltas, exited, initialized, NO_SANDBOX, printed, untilPrinted } from './client-commands.js';

/** The library is optional; its absence is tested below. */
const isInstalled = (() => {
  try {
    const library = createRequire(import.meta.url).resolve('@lydell/node-pty');
    createRequire(library)(`@lydell/node-pty-${process.platform}-${process.arch}/pty.node`);
    return true;
  } catch {
    return false;
  }
})();

const sh = (processId: string, script: string, more: object = {}) => ({
  command: ['sh', '-c', script],
  processId,
  tty: true,
  ...NO_SANDBOX,
  ...more,
});

it('without the library a terminal is refused with the reason', async () => {
  // A copy of the program that has no packages around it.
  await using folder = await scratchFolder('package');
  const [node = '', cli = ''] = OURS;
  cpSync(join(cli, '..'), join(folder.path, 'dist'), { recursive: true });
  await using server = await initialized({ command: [node, join(folder.path, 'dist/cli.js'), 'app-server'] });
  const refusal = { code: -32600, data: { code: 'no_terminal' }, message: expect.stringMatching(/@lydell\/node-pty/) };
  expect(await server.refused('command/exec', sh('p', 'true'))).toMatchObject(refusal);
  const spawn = { command: ['true'], processHandle: 'h', cwd: '/', tty: true };
  expect(await server.refused('process/spawn', spawn)).toMatchObject(refusal);
});

for (const [where, policy] of [
  ['in a sandbox', { sandboxPolicy: null }],
  ['without a sandbox', NO_SANDBOX],
] as const) {
  it.skipIf(!isInstalled)(
    `${where} a command sees a terminal, its size, its keys and the end of the input`,
    async () => {
      await using server = await initialized();
      const script =
        'stty size; echo $TERM >&2; read x; stty size; trap "echo caught; exit 9" INT; echo on; while :; do sleep 1; done';
      const reply = server.request('command/exec', sh('p', script, { size: { rows: 10, cols: 20 }, ...policy }));
      await untilPrinted(server, 'p', 'xterm-256color\r\n');
      await server.request('command/exec/resize', { processId: 'p', size: { rows: 11, cols: 21 } });
      await server.request('command/exec/write', { processId: 'p', deltaBase64: base64('words\n') });
      await untilPrinted(server, 'p', 'on\r\n');
      await server.request('command/exec/write', { processId: 'p', deltaBase64: base64('\u0003') });
      expect(await reply).toEqual({ exitCode: 9, stdout: '', stderr: '' });
      expect(printed(server, 'p')).toBe('10 20\r\nxterm-256color\r\nwords\r\n11 21\r\non\r\n^Ccaught\r\n');
      const cat = server.request('command/exec', sh('cat', 'stty size; cat; echo end; exit 3', policy));
      await untilPrinted(server, 'cat', '24 80\r\n');
      await server.request('command/exec/write', { processId: 'cat', closeStdin: true });
      expect(await cat).toMatchObject({ exitCode: 3 });
      expect(printed(server, 'cat')).toMatch(/end\r\n$/);
    },
  );

  it.skipIf(!isInstalled)(`${where} a command at a terminal is ended, timed and cut`, async () => {
    await using server = await initialized();
    const reply = server.request('command/exec', sh('p', 'sleep 60 & echo $!; wait', { ...policy, timeoutMs: 60_000 }));
    await untilPrinted(server, 'p', '\r\n');
    await server.request('command/exec/terminate', { processId: 'p' });
    expect(await reply).toMatchObject({ exitCode: 137 });
    const cut = sh('cut', 'echo abcdef; sleep 60', { ...policy, timeoutMs: 300, outputBytesCap: 3 });
    expect(await server.request('command/exec', cut)).toMatchObject({ exitCode: 124 });
    expect(deltas(server, 'cut')).toMatchObject([{ deltaBase64: base64('abc'), capReached: true }]);
  });
}

it.skipIf(!isInstalled)('a process has a terminal too, and nothing of it is left to other processes', async () => {
  await using server = await initialized();
  const spawn = (processHandle: string, script: string, more: object = {}) =>
    server.request('process/spawn', { command: ['sh', '-c', script], processHandle, cwd: '/', ...more });
  await spawn('h', 'echo $$; stty size; exec sleep 60', { tty: true, size: { rows: 5, cols: 6 } });
  const pid = (await untilPrinted(server, 'h', '5 6\r\n')).split('\r\n')[0] ?? '';
  await spawn('other', 'ls -l /proc/self/fd', { streamStdoutStderr: true });
  await exited(server, 'other');
  expect(printed(server, 'other')).not.toMatch(/ptmx|pts/);
  await server.request('process/resizePty', { processHandle: 'h', size: { rows: 7, cols: 8 } });
  await server.request('process/kill', { processHandle: 'h' });
  expect(await exited(server, 'h')).toMatchObject({ exitCode: 137, stdout: '' });
  await until('the command to end', () => !isAlive(pid));
});

it.skipIf(!isInstalled)('a program that is missing is told at the terminal', async () => {
  await using server = await initialized();
  const params = { command: ['no-such-program'], processId: 'p', tty: true, ...NO_SANDBOX };
  expect(await server.request('command/exec', params)).toMatchObject({ exitCode: 127 });
  expect(printed(server, 'p')).toMatch(/no-such-program/);
});

it.skipIf(!isInstalled)('all of a large output arrives', async () => {
  await using server = await initialized();
  await server.request('command/exec', sh('p', 'seq 1 100000', { disableOutputCap: true }));
  expect(printed(server, 'p').trimEnd().split('\r\n')).toHaveLength(100_000);
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { isAlive } from '../../support/alive.js';
import { scratchFolder } from '../../support/scratch.js';
import { startServer } from '../../support/server.js';
import { until } from '../../support/until.js';
import { base64, deltas, initialized, NO_SANDBOX, printed, untilPrinted } from './client-commands.js';
import { INITIALIZE } from './session.js';

const sh = (script: string, more: object = {}) => ({ command: ['sh', '-c', script], ...NO_SANDBOX, ...more });
const STREAMED = { streamStdin: true, streamStdoutStderr: true };

it('a command runs to its end in the folder and the environment that the client says', async () => {
  await using server = await initialized({ env: { KEPT: 'kept', GONE: 'gone' } });
  expect(
    await server.request(
      'command/exec',
      sh('echo $KEPT-$GONE-$NEW; echo bad >&2; exit 3', { env: { GONE: null, NEW: 'new' } }),
    ),
  ).toEqual({ exitCode: 3, stdout: 'kept--new\n', stderr: 'bad\n' });
  expect(await server.request('command/exec', sh('cat; pwd', { cwd: '/' }))).toMatchObject({ stdout: '/\n' });
  expect(await server.request('command/exec', sh('kill -9 $$'))).toMatchObject({ exitCode: 137 });
});

it('output is sent as it comes, input is taken until it is closed, and the reply comes last', async () => {
  await using server = await initialized();
  const reply = server.request(
    'command/exec',
    sh('echo ready; echo bad >&2; read line; echo got $line; cat; exit 4', { processId: 'p', ...STREAMED }),
  );
  await untilPrinted(server, 'p', 'ready\n');
  await server.request('command/exec/write', { processId: 'p', deltaBase64: base64('words\n') });
  await untilPrinted(server, 'p', 'got words\n');
  await server.request('command/exec/write', { processId: 'p', deltaBase64: base64('rest'), closeStdin: true });
  expect(await reply).toEqual({ exitCode: 4, stdout: '', stderr: '' });
  expect(printed(server, 'p')).toBe('ready\ngot words\nrest');
  expect(printed(server, 'p', 'stderr')).toBe('bad\n');
  expect(deltas(server, 'p').at(-1)?.capReached).toBe(false);
});

it('input is written in its order, also to a command that is still being started', async () => {
  await using server = await initialized();
  const reply = server.request('command/exec', sh('cat', { processId: 'p', streamStdin: true }));
  const parts = Array.from({ length: 50 }, (_, i) => `${i}\n`);
  const writes = parts.map((part) =>
    server.request('command/exec/write', { processId: 'p', deltaBase64: base64(part) }),
  );
  writes.push(server.request('command/exec/write', { processId: 'p', closeStdin: true }));
  await Promise.all(writes);
  expect(await reply).toMatchObject({ exitCode: 0, stdout: parts.join('') });
});

it('a cap cuts each stream, and a piece says when it was reached', async () => {
  await using server = await initialized();
  const both = 'printf abcdef; printf ghijkl >&2';
  expect(await server.request('command/exec', sh(both, { outputBytesCap: 3 }))).toMatchObject({
    stdout: 'abc',
    stderr: 'ghi',
  });
  expect(await server.request('command/exec', sh(both, { outputBytesCap: 0 }))).toMatchObject({ stdout: '' });
  await server.request(
    'command/exec',
    sh('printf abcdef; printf later', { processId: 'p', streamStdoutStderr: true, outputBytesCap: 3 }),
  );
  expect(deltas(server, 'p')).toMatchObject([{ deltaBase64: base64('abc'), capReached: true }]);
  // A cap does not stop the command.
  const on = 'head -c 3000000 /dev/zero && exit 5';
  expect(await server.request('command/exec', sh(on, { outputBytesCap: 1 }))).toMatchObject({ exitCode: 5 });
  const many = "head -c 3000000 /dev/zero | tr '\\0' x";
  const { stdout } = await server.request<{ stdout: string }>('command/exec', sh(many));
  expect(stdout.length).toBe(1024 * 1024);
  const whole = await server.request<{ stdout: string }>('command/exec', sh(many, { disableOutputCap: true }));
  expect(whole.stdout.length).toBe(3_000_000);
});

it('a time-out and terminate end the command with its children', async () => {
  await using server = await initialized();
  expect(await server.request('command/exec', sh('echo on; sleep 60', { timeoutMs: 200 }))).toEqual({
    exitCode: 124,
    stdout: 'on\n',
    stderr: '',
  });
  const reply = server.request(
    'command/exec',
    sh('trap "" TERM; sleep 60 & echo $!; wait', { processId: 'p', streamStdoutStderr: true, disableTimeout: true }),
  );
  const pid = (await untilPrinted(server, 'p', '\n')).trim();
  expect(isAlive(pid)).toBe(true);
  expect(await server.request('command/exec/terminate', { processId: 'p' })).toEqual({});
  expect(await reply).toMatchObject({ exitCode: 137 });
  await until('the child to end', () => !isAlive(pid));
  await server.refused('command/exec/terminate', { processId: 'p' });
});

it('commands end with the server', async () => {
  await using server = await initialized();
  server.send({ id: 'x', method: 'command/exec', params: sh('echo $$; sleep 60', { processId: 'p', ...STREAMED }) });
  const pid = (await untilPrinted(server, 'p', '\n')).trim();
  server.closeInput();
  await server.exit;
  expect(isAlive(pid)).toBe(false);
});

it('the policy of the configuration, a policy and a profile say what may be written', async () => {
  await using outside = await scratchFolder('outside', '/var/tmp');
  await using server = await initialized({ config: 'sandbox_mode = "read-only"\n' });
  const touch = async (name: string, more: object) => {
    await server.request('command/exec', { command: ['touch', name], ...more });
    return existsSync(join(server.work, name));
  };
  expect(await touch('configured', {})).toBe(false);
  const policy = { writableRoots: [], networkAccess: false, excludeTmpdirEnvVar: true, excludeSlashTmp: true };
  expect(await touch('policy', { sandboxPolicy: { type: 'workspaceWrite', ...policy } })).toBe(true);
  expect(await touch('profile', { permissionProfile: ':workspace' })).toBe(true);
  expect(await touch('read-only', { permissionProfile: ':read-only' })).toBe(false);
  // The policy is about the workspace of the server, the profile about the folder of the command.
  const there = { command: ['touch', 'there'], cwd: outside.path };
  await server.request('command/exec', { ...there, sandboxPolicy: { type: 'workspaceWrite', ...policy } });
  expect(existsSync(join(outside.path, 'there'))).toBe(false);
  await server.request('command/exec', { ...there, permissionProfile: ':workspace' });
  expect(existsSync(join(outside.path, 'there'))).toBe(true);
});

it('each refusal has its text', async () => {
  await using server = await initialized();
  const exec = async (params: object) => {
    const { code, message } = await server.refused('command/exec', { command: ['true'], ...NO_SANDBOX, ...params });
    return [code, message];
  };
  const invalid = (message: string) => [-32602, message];
  expect(await exec({ command: [] })).toEqual([-32600, 'command must not be empty']);
  for (const flag of ['tty', 'streamStdin', 'streamStdoutStderr']) {
    const message = 'command/exec tty or streaming requires a client-supplied processId';
    expect(await exec({ [flag]: true })).toEqual([-32600, message]);
  }
  expect(await exec({ timeoutMs: 5, disableTimeout: true })).toEqual(
    invalid('command/exec cannot set both timeoutMs and disableTimeout'),
  );
  expect(await exec({ timeoutMs: -5 })).toEqual(invalid('command/exec timeoutMs must be non-negative, got -5'));
  expect(await exec({ size: { rows: 1, cols: 1 } })).toEqual(invalid('command/exec size requires tty: true'));
  expect(await exec({ outputBytesCap: 3, disableOutputCap: true })).toEqual(
    invalid('command/exec cannot set both outputBytesCap and disableOutputCap'),
  );
  expect((await exec({ outputBytesCap: -1 }))[1]).toMatch(/^Invalid request: params\.outputBytesCap: /);
  expect(await exec({ permissionProfile: ':read-only' })).toEqual([
    -32600,
    '`permissionProfile` cannot be combined with `sandboxPolicy`',
  ]);
  expect((await exec({ sandboxPolicy: null, permissionProfile: ':nope' }))[1]).toMatch(
    /^invalid permission profile: .*`:nope`/,
  );
  expect(await exec({ command: ['no-such-program'] })).toEqual([
    -32603,
    'failed to spawn command: No such file or directory (os error 2)',
  ]);
  expect((await exec({ cwd: '/no/such' }))[0]).toBe(-32603);
});

it('each refusal of a running command has its text', async () => {
  await using server = await initialized();
  server.send({ id: 'quiet', method: 'command/exec', params: sh('sleep 60', { processId: 'quiet' }) });
  server.send({ id: 'p', method: 'command/exec', params: sh('sleep 60', { processId: 'p', streamStdin: true }) });
  const refused = async (method: string, params: object) => {
    const { code, message } = await server.refused(`command/exec${method}`, params);
    return [code, message];
  };
  const p = { processId: 'p' };
  const unknown = [-32600, 'no active command/exec for process id "nope"'];
  expect(await refused('', sh('true', p))).toEqual([-32600, 'duplicate active command/exec process id: "p"']);
  expect(await refused('/write', p)).toEqual([-32602, 'command/exec/write requires deltaBase64 or closeStdin']);
  expect(await refused('/write', { ...p, deltaBase64: '!!' })).toEqual([
    -32602,
    'invalid deltaBase64: Invalid symbol 33, offset 0.',
  ]);
  expect(await refused('/write', { processId: 'nope', closeStdin: true })).toEqual(unknown);
  expect(await refused('/terminate', { processId: 'nope' })).toEqual(unknown);
  expect(await refused('/resize', { processId: 'nope', size: { rows: 1, cols: 1 } })).toEqual(unknown);
  expect(await refused('/write', { processId: 'quiet', closeStdin: true })).toEqual([
    -32600,
    'stdin streaming is not enabled for this command/exec',
  ]);
  expect(await refused('/resize', { ...p, size: { rows: 1, cols: 1 } })).toEqual([
    -32600,
    'failed to resize PTY: process is not attached to a PTY',
  ]);
  expect(await refused('/resize', { ...p, size: { rows: 0, cols: 1 } })).toEqual([
    -32602,
    'command/exec size rows and cols must be greater than 0',
  ]);
  // What is not read is not taken without end.
  const deltaBase64 = base64('x'.repeat(6 * 1024 * 1024));
  await server.request('command/exec/write', { ...p, deltaBase64 });
  const full = await server.refused('command/exec/write', { ...p, deltaBase64 });
  expect(full).toMatchObject({ code: -32600, data: { code: 'process_not_writable', id: 'p' } });
  await server.request('command/exec/write', { ...p, closeStdin: true });
  await server.request('command/exec/write', { ...p, closeStdin: true });
  expect(await refused('/write', { ...p, deltaBase64: '' })).toEqual([-32600, 'stdin is already closed']);
});

it('a client that does not read stops the output of its command, and gets all of it later', async () => {
  await using server = await initialized();
  const [count, piece] = [24, 1024 * 1024];
  const script = `i=0; while [ $i -lt ${count} ]; do head -c ${piece} /dev/zero; i=$((i+1)); echo $i > written; done`;
  const resume = server.stopReading();
  const reply = server.request(
    'command/exec',
    sh(script, { processId: 'p', streamStdoutStderr: true, disableOutputCap: true, disableTimeout: true }),
  );
  const written = () => Number(readFileSync(join(server.work, 'written'), 'utf8'));
  await until('some output', () => existsSync(join(server.work, 'written')));
  let before = 0;
  await until('the output to rest', async () => {
    before = written();
    await pause(200);
    return written() === before;
  });
  expect(before).toBeLessThan(count);
  resume();
  expect(await reply).toMatchObject({ exitCode: 0 });
  const bytes = deltas(server, 'p').reduce(
    (sum, { deltaBase64 }) => sum + Buffer.from(deltaBase64, 'base64').length,
    0,
  );
  expect(bytes).toBe(count * piece);
});

it('the profile is for clients that know what may still change', async () => {
  await using server = await startServer();
  await server.request('initialize', { ...INITIALIZE, capabilities: { experimentalApi: false } });
  const params = { command: ['true'], permissionProfile: ':read-only' };
  expect(await server.refused('command/exec', params)).toMatchObject({
    message: 'command/exec.permissionProfile requires experimentalApi capability',
  });
  const spawned = { command: ['true'], processHandle: 'h', cwd: '/' };
  expect(await server.refused('process/spawn', spawned)).toMatchObject({
    message: 'process/spawn requires experimentalApi capability',
  });
});

import { expect, it } from 'vitest';
import { createAppServer } from '../../../src/server/library.js';
import { isAlive } from '../../support/alive.js';
import type { Message } from '../../support/exchange.js';
import { InProcessClient } from '../../support/in-process-client.js';
import { scratchFolder } from '../../support/scratch.js';
import { until } from '../../support/until.js';
import { base64, exited, initialized, printed, untilPrinted } from './client-commands.js';
import { INITIALIZE, methods } from './session.js';

const sh = (processHandle: string, script: string, more: object = {}) => ({
  command: ['sh', '-c', script],
  processHandle,
  cwd: '/',
  ...more,
});

it('a process is answered when it runs, and its output and its end are told afterwards', async () => {
  await using server = await initialized();
  expect(await server.request('process/spawn', sh('h', 'echo out; echo err >&2; exit 3'))).toEqual({});
  expect(await exited(server, 'h')).toEqual({
    processHandle: 'h',
    exitCode: 3,
    outputDrainTimedOut: false,
    stdout: 'out\n',
    stdoutCapReached: false,
    stderr: 'err\n',
    stderrCapReached: false,
  });
  await server.request('process/spawn', sh('again', 'echo hi', { streamStdoutStderr: true }));
  expect(await exited(server, 'again')).toMatchObject({ exitCode: 0, stdout: '' });
  expect(printed(server, 'again')).toBe('hi\n');
  expect(methods(server)).toEqual(['process/exited', 'process/outputDelta', 'process/exited']);
});

it('the output never comes before the reply, and a name is free once the end was told', async () => {
  await using server = await initialized();
  for (let i = 0; i < 20; i++) {
    const reply = server.request('process/spawn', sh('h', `echo ${i}`, { streamStdoutStderr: true }));
    await server.until(`the end of run ${i}`, (lines) => lines.filter(told('process/exited')).length === i + 1);
    await reply;
  }
  const order = server.lines.flatMap(({ from, message }) =>
    from === 'server' && message.id !== 1 ? [message.method ?? 'reply'] : [],
  );
  expect(order).toEqual(Array.from({ length: 20 }, () => ['reply', 'process/outputDelta', 'process/exited']).flat());
});

const told = (method: string) => (line: { readonly message: Message }) => line.message.method === method;

it('input, a cap, a time-out and a kill', async () => {
  await using server = await initialized();
  const input = { streamStdin: true, outputBytesCap: 2 };
  await server.request('process/spawn', sh('cat', 'cat; exit 7', input));
  await server.request('process/writeStdin', { processHandle: 'cat', deltaBase64: base64('words'), closeStdin: true });
  expect(await exited(server, 'cat')).toMatchObject({ exitCode: 7, stdout: 'wo', stdoutCapReached: true });
  await server.request('process/spawn', sh('slow', 'echo on; sleep 60', { timeoutMs: 200 }));
  expect(await exited(server, 'slow')).toMatchObject({ exitCode: 124, stdout: 'on\n' });
  await server.request(
    'process/spawn',
    sh('deaf', 'trap "" TERM; echo on; sleep 60 & wait', { timeoutMs: null, streamStdoutStderr: true }),
  );
  await untilPrinted(server, 'deaf', 'on\n');
  await server.request('process/kill', { processHandle: 'deaf' });
  expect(await exited(server, 'deaf')).toMatchObject({ exitCode: 137 });
  await server.request('process/spawn', sh('left', 'sleep 60 & echo on'));
  expect(await exited(server, 'left')).toMatchObject({ exitCode: 0, stdout: 'on\n', outputDrainTimedOut: true });
});

it('a process has the environment of the server, with what the client changes', async () => {
  await using server = await initialized({ env: { MY_TOKEN: 'token', GONE: 'gone' } });
  await server.request('process/spawn', sh('h', 'echo $MY_TOKEN-$GONE-$NEW', { env: { GONE: null, NEW: 'new' } }));
  expect(await exited(server, 'h')).toMatchObject({ stdout: 'token--new\n' });
});

it('each refusal has its text', async () => {
  await using server = await initialized();
  await server.request('process/spawn', sh('h', 'sleep 60'));
  const refused = async (method: string, params: object) => {
    const { code, message } = await server.refused(`process/${method}`, params);
    return [code, message];
  };
  const h = { processHandle: 'h' };
  const unknown = [-32600, 'no active process for process handle "nope"'];
  expect(await refused('spawn', sh('h', 'true'))).toEqual([-32600, 'duplicate active process handle: "h"']);
  expect(await refused('spawn', { ...sh('n', ''), command: [] })).toEqual([-32600, 'command must not be empty']);
  expect(await refused('spawn', sh('', 'true'))).toEqual([-32600, 'processHandle must not be empty']);
  expect((await refused('spawn', sh('n', 'true', { cwd: 'relative' })))[1]).toMatch(/^Invalid request: params\.cwd: /);
  expect(await refused('spawn', { ...sh('n', ''), command: ['no-such-program'] })).toEqual([
    -32603,
    'failed to spawn process: No such file or directory (os error 2)',
  ]);
  expect(await refused('spawn', sh('n', 'true', { timeoutMs: -1 }))).toEqual([
    -32602,
    'process/spawn timeoutMs must be non-negative, got -1',
  ]);
  expect(await refused('spawn', sh('n', 'true', { size: { rows: 1, cols: 1 } }))).toEqual([
    -32602,
    'process/spawn size requires tty: true',
  ]);
  expect(await refused('writeStdin', h)).toEqual([-32602, 'process/writeStdin requires deltaBase64 or closeStdin']);
  expect(await refused('writeStdin', { ...h, closeStdin: true })).toEqual([
    -32600,
    'stdin streaming is not enabled for this process',
  ]);
  expect(await refused('writeStdin', { processHandle: 'nope', closeStdin: true })).toEqual(unknown);
  expect(await refused('kill', { processHandle: 'nope' })).toEqual(unknown);
  expect(await refused('resizePty', { ...h, size: { rows: 1, cols: 1 } })).toEqual([
    -32600,
    'failed to resize PTY: process is not attached to a PTY',
  ]);
  expect(await refused('resizePty', { ...h, size: { rows: 1, cols: 0 } })).toEqual([
    -32602,
    'process size rows and cols must be greater than 0',
  ]);
});

it('what a client runs is its own, and ends with its connection', async () => {
  await using home = await scratchFolder('home');
  const server = createAppServer({ home: home.path, cwd: home.path, env: { PATH: process.env.PATH } });
  try {
    const [one, other] = [new InProcessClient(server), new InProcessClient(server)];
    for (const client of [one, other]) await client.request('initialize', INITIALIZE);
    await one.request('process/spawn', sh('h', 'echo $$; exec sleep 60', { streamStdoutStderr: true }));
    const { params } = await one.until(({ method }) => method === 'process/outputDelta');
    const pid = Buffer.from((params as { deltaBase64: string }).deltaBase64, 'base64')
      .toString()
      .trim();
    await expect(other.request('process/kill', { processHandle: 'h' })).rejects.toThrow('no active process');
    await other.request('process/spawn', sh('h', 'exec sleep 60'));
    await one.leave();
    await until('the process to end', () => !isAlive(pid));
    await other.request('process/kill', { processHandle: 'h' });
    await other.leave();
  } finally {
    await server.close();
  }
});

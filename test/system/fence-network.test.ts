import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SYSTEM_CALLS, type SystemCall } from '../../src/process/sandbox/system-calls.js';
import { makeYard, PEOPLE, READ_ONLY, workspaceWrite, type Yard } from './fence-yard.js';

const OPEN = workspaceWrite({ network_access: true });

/** Runs a script of node's behind the fence, in which `done(text)` ends it. */
async function node(yard: Yard, script: string, policy = workspaceWrite()): Promise<string> {
  const whole = `const done = (text) => { console.log(text); process.exit() };
    process.on('uncaughtException', (e) => done(e.code));
    ${script}`;
  const { stdout, stderr } = await yard.run([process.execPath, '-e', whole], policy);
  return stdout.trim() || stderr;
}
const connectTo = (address: string): string =>
  `require('net').connect(${address}, () => done('connected')).on('error', (e) => done(e.code))`;

/** A server that counts who comes. */
async function listening(
  where: string | { port: number; host: string },
): Promise<Server & { visits: number; [Symbol.asyncDispose](): Promise<void> }> {
  const server = Object.assign(
    createServer((socket) => {
      server.visits += 1;
      socket.destroy();
    }),
    {
      visits: 0,
      [Symbol.asyncDispose]: async () => {
        server.close();
      },
    },
  );
  server.listen(where);
  await once(server, 'listening');
  return server;
}

describe.each(PEOPLE)('as $name', (person) => {
  test('TCP goes nowhere without the network, and where it is meant to with it', async () => {
    await using yard = await makeYard({ person });
    await using server = await listening({ port: 0, host: '127.0.0.1' });
    const { port } = server.address() as AddressInfo;
    for (const policy of [READ_ONLY, workspaceWrite()]) {
      expect(await node(yard, connectTo(`${port}, '127.0.0.1'`), policy as typeof OPEN)).toBe('EPERM');
    }
    expect(server.visits).toBe(0);
    expect(await node(yard, connectTo(`${port}, '127.0.0.1'`), OPEN)).toBe('connected');
    expect(server.visits).toBe(1);
  });

  test('nothing can listen for TCP', async () => {
    await using yard = await makeYard({ person });
    expect(await node(yard, "require('net').createServer().listen(0, '127.0.0.1', () => done('listening'))")).toBe(
      'EPERM',
    );
  });

  test('UDP goes nowhere without the network', async () => {
    await using yard = await makeYard({ person });
    const receiver = createSocket('udp4');
    let received = 0;
    receiver.on('message', () => {
      received += 1;
    });
    receiver.bind(0, '127.0.0.1');
    await once(receiver, 'listening');
    const { port } = receiver.address();
    const send = `require('dgram').createSocket('udp4').on('error', (e) => done(e.code))
      .send('x', ${port}, '127.0.0.1', (e) => done(e ? e.code : 'sent'))`;
    try {
      expect(await node(yard, send)).toBe('EPERM');
      expect(received).toBe(0);
      const arrived = once(receiver, 'message');
      expect(await node(yard, send, OPEN)).toBe('sent');
      await arrived;
    } finally {
      receiver.close();
    }
  });

  test('a unix socket in the workspace, or of the abstract kind, is not connected to', async () => {
    await using yard = await makeYard({ person });
    const path = join(yard.ws, 'socket');
    await using named = await listening(path);
    await using abstract = await listening(`\0${path}`);
    for (const address of [`'${path}'`, `'\\0${path}'`]) expect(await node(yard, connectTo(address))).toBe('EPERM');
    expect([named.visits, abstract.visits]).toEqual([0, 0]);
  });
});

test('names are not looked up without the network', async () => {
  await using yard = await makeYard();
  const script = "require('dns').lookup('example.org', (e) => done(e ? 'refused' : 'found'))";
  expect(await node(yard, script)).toBe('refused');
});

test('a command knows that it has no network, and sees no interface but its own loopback', async () => {
  await using yard = await makeYard();
  const { stdout } = await yard.bash(
    'echo "$CODEX_SANDBOX_NETWORK_DISABLED"; tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d " "',
  );
  expect(stdout).toBe('1\nlo\n');
  expect((await yard.bash('echo "$CODEX_SANDBOX_NETWORK_DISABLED"', OPEN)).stdout).toBe('\n');
});

/** What a system call says behind the fence: `ok`, or the number of its error. */
async function call(yard: Yard, name: SystemCall, args: string, policy = workspaceWrite()): Promise<string> {
  const number = SYSTEM_CALLS[name][process.arch as 'x64' | 'arm64'];
  const script = `my $said = syscall(${number}, ${args}); print $said < 0 ? $! + 0 : 'ok'`;
  return (await yard.run(['perl', '-e', script], policy)).stdout;
}
const EPERM = '1';
const EFAULT = '14';
const ENOSYS = '38';

test('the filter refuses system calls for real', async () => {
  await using yard = await makeYard();
  const PTRACE_TRACEME = '0, 0, 0, 0';
  for (const policy of [workspaceWrite(), OPEN]) {
    expect(await call(yard, 'ptrace', PTRACE_TRACEME, policy)).toBe(EPERM);
    expect(await call(yard, 'keyctl', '0, -3, 0', policy)).toBe(EPERM);
    expect(await call(yard, 'unshare', '0x10000000', policy)).toBe(EPERM);
    expect(await call(yard, 'clone3', '0, 0', policy)).toBe(ENOSYS);
    expect(await call(yard, 'ioctl', '0, 0x5412, my $char = "x"', policy)).toBe(EPERM);
  }
  expect(await call(yard, 'io_uring_setup', '1, 0')).toBe(EPERM);
  expect(await call(yard, 'io_uring_setup', '1, 0', OPEN)).toBe(EFAULT);
  expect(await call(yard, 'socketpair', '1, 1, 0, my $pair = "x" x 8')).toBe('ok');
  expect(await call(yard, 'socket', '1, 1, 0')).toBe('ok');
  expect(await call(yard, 'socket', '2, 1, 0')).toBe(EPERM);
  expect(await call(yard, 'socket', '16, 3, 0')).toBe(EPERM);
});

test('the numbers of the x32 calls are no way round', async () => {
  await using yard = await makeYard();
  if (process.arch !== 'x64') return;
  const { stdout } = await yard.run(['perl', '-e', 'print syscall(0x40000000 + 41, 2, 1, 0) < 0 ? $! + 0 : "ok"']);
  expect(stdout).toBe(EPERM);
});

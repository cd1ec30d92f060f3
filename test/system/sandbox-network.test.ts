import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SYSTEM_CALLS, type SystemCall } from '../../src/process/sandbox/system-calls.js';
import { READ_ONLY, type Setup, setUp, USERS, workspaceWrite } from './sandbox-setup.js';

const OPEN = workspaceWrite({ network_access: true });

/** Runs a script of node's in the sandbox, in which `done(text)` ends it. */
async function node(setup: Setup, script: string, policy = workspaceWrite()): Promise<string> {
  const whole = `const done = (text) => { console.log(text); process.exit() };
    process.on('uncaughtException', (e) => done(e.code));
    ${script}`;
  const { stdout, stderr } = await setup.run([process.execPath, '-e', whole], policy);
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

describe.each(USERS)('as $name', (user) => {
  test('TCP goes nowhere without the network, and where it is meant to with it', async () => {
    await using setup = await setUp({ user });
    await using server = await listening({ port: 0, host: '127.0.0.1' });
    const { port } = server.address() as AddressInfo;
    for (const policy of [READ_ONLY, workspaceWrite()]) {
      expect(await node(setup, connectTo(`${port}, '127.0.0.1'`), policy as typeof OPEN)).toBe('EPERM');
    }
    expect(server.visits).toBe(0);
    expect(await node(setup, connectTo(`${port}, '127.0.0.1'`), OPEN)).toBe('connected');
    expect(server.visits).toBe(1);
  });

  test('nothing can listen for TCP', async () => {
    await using setup = await setUp({ user });
    expect(await node(setup, "require('net').createServer().listen(0, '127.0.0.1', () => done('listening'))")).toBe(
      'EPERM',
    );
  });

  test('UDP goes nowhere without the network', async () => {
    await using setup = await setUp({ user });
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
      expect(await node(setup, send)).toBe('EPERM');
      expect(received).toBe(0);
      const arrived = once(receiver, 'message');
      expect(await node(setup, send, OPEN)).toBe('sent');
      await arrived;
    } finally {
      receiver.close();
    }
  });

  test('a unix socket in the workspace, or of the abstract kind, is not connected to', async () => {
    await using setup = await setUp({ user });
    const path = join(setup.ws, 'socket');
    await using named = await listening(path);
    await using abstract = await listening(`\0${path}`);
    for (const address of [`'${path}'`, `'\\0${path}'`]) expect(await node(setup, connectTo(address))).toBe('EPERM');
    expect([named.visits, abstract.visits]).toEqual([0, 0]);
  });
});

test('names are not looked up without the network', async () => {
  await using setup = await setUp();
  const script = "require('dns').lookup('example.org', (e) => done(e ? 'refused' : 'found'))";
  expect(await node(setup, script)).toBe('refused');
});

test('a command knows that it has no network, and sees no interface but its own loopback', async () => {
  await using setup = await setUp();
  const { stdout } = await setup.bash(
    'echo "$CODEX_SANDBOX_NETWORK_DISABLED"; tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d " "',
  );
  expect(stdout).toBe('1\nlo\n');
  expect((await setup.bash('echo "$CODEX_SANDBOX_NETWORK_DISABLED"', OPEN)).stdout).toBe('\n');
});

/** What a system call says in the sandbox: `ok`, or the number of its error. */
async function call(setup: Setup, name: SystemCall, args: string, policy = workspaceWrite()): Promise<string> {
  const number = SYSTEM_CALLS[name][process.arch as 'x64' | 'arm64'];
  const script = `my $said = syscall(${number}, ${args}); print $said < 0 ? $! + 0 : 'ok'`;
  return (await setup.run(['perl', '-e', script], policy)).stdout;
}
const EPERM = '1';
const EFAULT = '14';
const ENOSYS = '38';

test('the filter refuses system calls for real', async () => {
  await using setup = await setUp();
  const PTRACE_TRACEME = '0, 0, 0, 0';
  for (const policy of [workspaceWrite(), OPEN]) {
    expect(await call(setup, 'ptrace', PTRACE_TRACEME, policy)).toBe(EPERM);
    expect(await call(setup, 'keyctl', '0, -3, 0', policy)).toBe(EPERM);
    expect(await call(setup, 'unshare', '0x10000000', policy)).toBe(EPERM);
    expect(await call(setup, 'clone3', '0, 0', policy)).toBe(ENOSYS);
    expect(await call(setup, 'ioctl', '0, 0x5412, my $char = "x"', policy)).toBe(EPERM);
  }
  expect(await call(setup, 'io_uring_setup', '1, 0')).toBe(EPERM);
  expect(await call(setup, 'io_uring_setup', '1, 0', OPEN)).toBe(EFAULT);
  expect(await call(setup, 'socketpair', '1, 1, 0, my $pair = "x" x 8')).toBe('ok');
  expect(await call(setup, 'socket', '1, 1, 0')).toBe('ok');
  expect(await call(setup, 'socket', '2, 1, 0')).toBe(EPERM);
  expect(await call(setup, 'socket', '16, 3, 0')).toBe(EPERM);
});

test('the numbers of the x32 calls are no way round', async () => {
  await using setup = await setUp();
  if (process.arch !== 'x64') return;
  const { stdout } = await setup.run(['perl', '-e', 'print syscall(0x40000000 + 41, 2, 1, 0) < 0 ? $! + 0 : "ok"']);
  expect(stdout).toBe(EPERM);
});

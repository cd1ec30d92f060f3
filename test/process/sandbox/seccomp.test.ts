import { describe, expect, test } from 'vitest';
import { seccompProgram } from '../../../src/process/sandbox/seccomp.js';
import { type Machine, SYSTEM_CALLS, type SystemCall } from '../../../src/process/sandbox/system-calls.js';
import { runFilter } from './bpf.js';

const ALLOW = 0x7fff0000;
const EPERM = 0x00050001;
const ENOSYS = 0x00050026;
const KILL = 0x80000000;
const ARCH: Record<Machine, number> = { x64: 0xc000003e, arm64: 0xc00000b7 };
const AF_UNIX = 1n;
const OTHER_FAMILIES = { AF_INET: 2n, AF_INET6: 10n, AF_NETLINK: 16n, AF_PACKET: 17n, AF_ALG: 38n, AF_VSOCK: 40n };
const CLONE_NEWUSER = 0x10000000n;
/** Numbers of calls that every program makes. */
const ORDINARY: Record<Machine, Record<string, number>> = {
  x64: {
    read: 0,
    write: 1,
    recvfrom: 45,
    getsockname: 51,
    getsockopt: 55,
    fork: 57,
    execve: 59,
    openat: 257,
    exit_group: 231,
  },
  arm64: {
    read: 63,
    write: 64,
    recvfrom: 207,
    getsockname: 204,
    getsockopt: 209,
    execve: 221,
    openat: 56,
    exit_group: 94,
  },
};

const ALWAYS: SystemCall[] = [
  ...(['ptrace', 'process_vm_readv', 'process_vm_writev', 'pidfd_getfd', 'keyctl', 'add_key', 'request_key'] as const),
];
const NETWORK: SystemCall[] = [
  ...(['connect', 'accept', 'accept4', 'bind', 'listen', 'shutdown', 'setsockopt', 'sendto'] as const),
  ...(['sendmsg', 'sendmmsg', 'recvmsg', 'recvmmsg', 'io_uring_setup', 'io_uring_enter', 'io_uring_register'] as const),
];

describe.each(['x64', 'arm64'] as const)('on %s', (machine) => {
  const verdict = (network: boolean, number: number, ...args: bigint[]): number =>
    runFilter(seccompProgram(machine, { network }), { number, arch: ARCH[machine], args });
  const on = (network: boolean, call: SystemCall, ...args: bigint[]): number =>
    verdict(network, SYSTEM_CALLS[call][machine], ...args);

  test.each([true, false])('ordinary calls pass (network: %s)', (network) => {
    for (const [name, number] of Object.entries(ORDINARY[machine])) {
      expect(verdict(network, number, 2n, 2n), name).toBe(ALLOW);
    }
  });

  test.each([true, false])('reaching into other processes and into keyrings is refused (network: %s)', (network) => {
    for (const call of ALWAYS) expect(on(network, call), call).toBe(EPERM);
  });

  test('without the network, every call that takes a socket anywhere is refused', () => {
    for (const call of NETWORK) expect(on(false, call), call).toBe(EPERM);
  });

  test('with the network, they pass', () => {
    for (const call of NETWORK) expect(on(true, call), call).toBe(ALLOW);
    for (const family of Object.values(OTHER_FAMILIES)) expect(on(true, 'socket', family)).toBe(ALLOW);
  });

  test.each(['socket', 'socketpair'] as const)('without the network, %s is for AF_UNIX alone', (call) => {
    expect(on(false, call, AF_UNIX)).toBe(ALLOW);
    for (const [name, family] of Object.entries(OTHER_FAMILIES)) expect(on(false, call, family), name).toBe(EPERM);
    // The kernel reads an int: what the upper half holds must make no difference.
    expect(on(false, call, 0x1_0000_0002n)).toBe(EPERM);
    expect(on(false, call, 0x1_0000_0001n)).toBe(ALLOW);
  });

  test.each([true, false])('nothing is typed into a terminal (network: %s)', (network) => {
    expect(on(network, 'ioctl', 0n, 0x5412n)).toBe(EPERM);
    expect(on(network, 'ioctl', 0n, 0xffffffff_00005412n)).toBe(EPERM);
    expect(on(network, 'ioctl', 0n, 0x541cn)).toBe(EPERM);
    expect(on(network, 'ioctl', 0n, 0x5413n)).toBe(ALLOW);
    expect(on(network, 'ioctl', 0x5412n, 0x5401n)).toBe(ALLOW);
  });

  test.each([true, false])('user namespaces are refused, processes and threads are not (network: %s)', (network) => {
    expect(on(network, 'unshare', CLONE_NEWUSER)).toBe(EPERM);
    expect(on(network, 'unshare', CLONE_NEWUSER | 0x20000n)).toBe(EPERM);
    expect(on(network, 'unshare', 0x20000n)).toBe(ALLOW);
    expect(on(network, 'clone', CLONE_NEWUSER | 17n)).toBe(EPERM);
    expect(on(network, 'clone', 17n)).toBe(ALLOW);
    expect(on(network, 'clone', 0x3d0f00n)).toBe(ALLOW);
    expect(on(network, 'clone3')).toBe(ENOSYS);
  });

  test('a program for another machine is ended', () => {
    for (const arch of [0x40000003, ARCH[machine === 'x64' ? 'arm64' : 'x64']]) {
      expect(runFilter(seccompProgram(machine, { network: false }), { number: 1, arch })).toBe(KILL);
    }
  });

  test('a filter is whole instructions, fewer than the kernel takes', () => {
    const { length } = seccompProgram(machine, { network: false });
    expect(length % 8).toBe(0);
    expect(length / 8).toBeLessThan(4096);
  });
});

test('the x32 numbers of x64 are refused, one and all', () => {
  for (const network of [true, false]) {
    for (const number of [0x40000000, 0x4000002a, 0x40000207, 0xffffffff]) {
      const program = seccompProgram('x64', { network });
      expect(runFilter(program, { number, arch: ARCH.x64 }), number.toString(16)).toBe(EPERM);
    }
  }
});

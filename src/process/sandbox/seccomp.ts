import { type Machine, SYSTEM_CALLS, type SystemCall } from './system-calls.js';

/** A filter as the kernel runs it on every system call: classic BPF over `struct seccomp_data`, 8 bytes an instruction. */
export function seccompProgram(machine: Machine, { network }: { network: boolean }): Buffer {
  return assemble([
    load(OFFSET.arch),
    { ...jump(OP.jumpEqual, AUDIT_ARCH[machine]), unmet: 'kill' },
    load(OFFSET.number),
    // x32 calls have numbers of their own, beyond this bit: each would get past the comparisons below.
    ...(machine === 'x64' ? [{ ...jump(OP.jumpGreaterOrEqual, X32_BIT), met: 'deny' as const }] : []),
    ...ALWAYS.flatMap((rule) => checks(rule, machine)),
    ...(network ? [] : WITHOUT_NETWORK.flatMap((rule) => checks(rule, machine))),
  ]);
}

type Rule =
  | { readonly call: SystemCall; readonly when: 'always' | 'as-unknown' }
  /** Looks at the low half of an argument, which is all of it that the kernel looks at where these are `int`. */
  | {
      readonly call: SystemCall;
      readonly when: 'is' | 'is-not' | 'has';
      readonly argument: 0 | 1;
      readonly value: number;
    };

const AF_UNIX = 1;
const CLONE_NEWUSER = 0x1000_0000;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;

const refuse = (call: SystemCall): Rule => ({ call, when: 'always' });

const ALWAYS: readonly Rule[] = [
  // The reference refuses ptrace; the others read, write and take from another process just the same.
  ...(['ptrace', 'process_vm_readv', 'process_vm_writev', 'pidfd_getfd'] as const).map(refuse),
  // Keyrings are inherited: the keys belong to the session of the user, and changes stay after the command.
  ...(['keyctl', 'add_key', 'request_key'] as const).map(refuse),
  // Both put characters into a terminal as if they had been typed.
  { call: 'ioctl', when: 'is', argument: 1, value: TIOCSTI },
  { call: 'ioctl', when: 'is', argument: 1, value: TIOCLINUX },
  // A user namespace gives all capabilities within it, and with them the parts of the kernel that no ordinary program reaches.
  { call: 'unshare', when: 'has', argument: 0, value: CLONE_NEWUSER },
  { call: 'clone', when: 'has', argument: 0, value: CLONE_NEWUSER },
  // Its flags are in memory, which a filter cannot read. Every libc falls back to clone when the kernel does not know it.
  { call: 'clone3', when: 'as-unknown' },
];

const WITHOUT_NETWORK: readonly Rule[] = [
  // As the reference: no socket leads anywhere, the machine's own (a container daemon's, a message bus's) included.
  ...(['connect', 'accept', 'accept4', 'bind', 'listen', 'shutdown', 'setsockopt'] as const).map(refuse),
  ...(['sendto', 'sendmsg', 'sendmmsg', 'recvmsg', 'recvmmsg'] as const).map(refuse),
  // Not the three that only ask, which it refuses too. Programs on Node ask for the name and the type of their output before they write, and it
  // is a pair of sockets where the reference has a pipe. Bash asks who is at the other end of its input, and takes any answer but "no socket" for
  // a remote shell, which reads ~/.bashrc.
  { call: 'socket', when: 'is-not', argument: 0, value: AF_UNIX },
  { call: 'socketpair', when: 'is-not', argument: 0, value: AF_UNIX },
  // A ring connects and sends without any of the calls above.
  ...(['io_uring_setup', 'io_uring_enter', 'io_uring_register'] as const).map(refuse),
];

const AUDIT_ARCH: Record<Machine, number> = { x64: 0xc000_003e, arm64: 0xc000_00b7 };
const X32_BIT = 0x4000_0000;
const OFFSET = { number: 0, arch: 4, argument: (index: number): number => 16 + 8 * index };
const OP = { load: 0x20, jumpEqual: 0x15, jumpGreaterOrEqual: 0x35, jumpAnySet: 0x45, return: 0x06 };

/** How a program ends; in this order at its end. */
const ENDINGS = {
  allow: 0x7fff_0000,
  /** EPERM */
  deny: 0x0005_0001,
  /** ENOSYS */
  unknown: 0x0005_0026,
  /** A program for another machine has other numbers, so that no rule here would mean what it says. */
  kill: 0x8000_0000,
};
type Ending = keyof typeof ENDINGS;

interface Instruction {
  readonly op: number;
  readonly value: number;
  /** Where a jump goes; on to the next instruction when absent. A number skips that many. */
  readonly met?: Ending | number;
  readonly unmet?: Ending | number;
}

const load = (offset: number): Instruction => ({ op: OP.load, value: offset });
const jump = (op: number, value: number): Instruction => ({ op, value });

function checks(rule: Rule, machine: Machine): Instruction[] {
  const isCall = jump(OP.jumpEqual, SYSTEM_CALLS[rule.call][machine]);
  switch (rule.when) {
    case 'always':
      return [{ ...isCall, met: 'deny' }];
    case 'as-unknown':
      return [{ ...isCall, met: 'unknown' }];
    case 'is':
    case 'is-not':
    case 'has':
      return [
        { ...isCall, unmet: 3 },
        load(OFFSET.argument(rule.argument)),
        {
          ...jump(rule.when === 'has' ? OP.jumpAnySet : OP.jumpEqual, rule.value),
          ...(rule.when === 'is-not' ? { unmet: 'deny' } : { met: 'deny' }),
        },
        load(OFFSET.number),
      ];
  }
}

function assemble(body: readonly Instruction[]): Buffer {
  const endings = Object.keys(ENDINGS) as Ending[];
  const endAt = (ending: Ending): number => body.length + endings.indexOf(ending);
  const program = [...body, ...endings.map((ending) => ({ op: OP.return, value: ENDINGS[ending] }))];
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach((instruction: Instruction, at) => {
    // Throws beyond 255: a jump has 8 bits.
    const skip = (to: Ending | number = 0): number => (typeof to === 'number' ? to : endAt(to) - at - 1);
    bytes.writeUInt16LE(instruction.op, at * 8);
    bytes.writeUInt8(skip(instruction.met), at * 8 + 2);
    bytes.writeUInt8(skip(instruction.unmet), at * 8 + 3);
    bytes.writeUInt32LE(instruction.value, at * 8 + 4);
  });
  return bytes;
}

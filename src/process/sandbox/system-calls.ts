/** Numbers of system calls: of x64, and of arm64 (the kernel's generic table). */
export type Machine = 'x64' | 'arm64';

export const SYSTEM_CALLS = {
  accept: { x64: 43, arm64: 202 },
  accept4: { x64: 288, arm64: 242 },
  add_key: { x64: 248, arm64: 217 },
  bind: { x64: 49, arm64: 200 },
  clone: { x64: 56, arm64: 220 },
  clone3: { x64: 435, arm64: 435 },
  connect: { x64: 42, arm64: 203 },
  io_uring_enter: { x64: 426, arm64: 426 },
  io_uring_register: { x64: 427, arm64: 427 },
  io_uring_setup: { x64: 425, arm64: 425 },
  ioctl: { x64: 16, arm64: 29 },
  keyctl: { x64: 250, arm64: 219 },
  listen: { x64: 50, arm64: 201 },
  pidfd_getfd: { x64: 438, arm64: 438 },
  process_vm_readv: { x64: 310, arm64: 270 },
  process_vm_writev: { x64: 311, arm64: 271 },
  ptrace: { x64: 101, arm64: 117 },
  recvmmsg: { x64: 299, arm64: 243 },
  recvmsg: { x64: 47, arm64: 212 },
  request_key: { x64: 249, arm64: 218 },
  sendmmsg: { x64: 307, arm64: 269 },
  sendmsg: { x64: 46, arm64: 211 },
  sendto: { x64: 44, arm64: 206 },
  setsockopt: { x64: 54, arm64: 208 },
  shutdown: { x64: 48, arm64: 210 },
  socket: { x64: 41, arm64: 198 },
  socketpair: { x64: 53, arm64: 199 },
  unshare: { x64: 272, arm64: 97 },
} as const satisfies Record<string, Record<Machine, number>>;

export type SystemCall = keyof typeof SYSTEM_CALLS;

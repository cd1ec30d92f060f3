import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';

/** Further descriptors are not looked at. */
const MAX_FD = 255;
const CLOSE_ON_EXEC = 0o2000000;

/**
 * The descriptors above 2 that this process was started with and would pass on to each child. Descriptors that Node opens itself are not passed on.
 * Those at the limit of descriptors, or beyond it, were opened before it was set, and nothing can take their places in a child (`spawn EINVAL`): they are
 * closed here. Linux only. Throws when they cannot be listed, for example without free descriptors.
 */
export function inheritedDescriptors(): readonly number[] {
  try {
    const limit = descriptorLimit();
    const fds = readdirSync('/proc/self/fd').map(Number);
    const inherited = fds.filter((fd) => fd > 2 && fd <= MAX_FD && isPassedOn(fd));
    for (const fd of inherited) if (fd + 1 >= limit) closeSync(fd);
    return inherited.filter((fd) => fd + 1 < limit);
  } catch (e) {
    return ifMissing(e, []);
  }
}

function descriptorLimit(): number {
  const [, soft = ''] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? [];
  return soft === '' ? Number.POSITIVE_INFINITY : Number(soft);
}

/** Elsewhere there is no such folder; a descriptor may be closed meanwhile. */
function ifMissing<T>(e: unknown, value: T): T {
  if ((e as NodeJS.ErrnoException).code === 'ENOENT') return value;
  throw e;
}

function isPassedOn(fd: number): boolean {
  try {
    const flags = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch (e) {
    return ifMissing(e, false);
  }
}

/** Calls `use` with a descriptor of `/dev/null`, which replaces other descriptors. */
export function withNull<T>(use: (fd: number) => T): T {
  const fd = openSync('/dev/null', 'r');
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}
